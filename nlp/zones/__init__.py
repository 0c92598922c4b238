"""What a stretch of a message is: new, quote, forward, header, signature, disclaimer, footer.

find          all zones of a text; the entry
attribution header_blocks separators    where earlier words begin
ancestors     quotes without a mark, found in the thread
endings sign_offs signatures boilerplate    where the author's words end
"""
