"""The crawl: what is due is asked, every answer is filed at once, nothing is asked twice.

``front`` is what the catalog calls; ``run`` calls the parts in order; ``lanes`` ask many sites at
once and ``patience`` fills their batches; ``filing`` turns answers into changes, ``references``
lines of reference lists into citations; ``papers`` gets PDFs, ``by_hand`` files what a person
saved; ``asking`` makes the session, ``tally`` and ``progress`` hold what is told.
"""
