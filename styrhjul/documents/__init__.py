"""Documents of one content tree: HTML, PDF, Word and Excel say the same thing.

The tree is in `content`, the one way out is `render.render(document, format)`.
Nothing here imports Django or knows a municipality.
"""
