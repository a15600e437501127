"""The crawl: what is due is asked, every answer is filed at once, nothing is asked twice.

``run`` calls the parts in order, ``filing`` turns answers into changes, ``papers`` gets PDFs,
``listed`` says which works it is about, ``by_hand`` files what a person saved.
"""
