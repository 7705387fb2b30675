"""Pages, forms, templates and static files: what people see (architecture: Pages). Nothing imports this folder."""
