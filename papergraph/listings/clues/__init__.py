"""What one bit of a page's text says, whatever the page's shape: pure functions of text."""
