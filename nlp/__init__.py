"""The language stage: text in, tags out. The only package that knows spaCy.

`nlp.tags` holds the records, `nlp.tagger.Tagger` does the work. Importing either loads no model.
"""
