"""Practice rules: what makes objectives and key results good, as far as files and figures can tell."""
