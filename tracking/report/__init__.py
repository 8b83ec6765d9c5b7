"""The status report: one sheet of HTML for paper and for mail, without scripts and without anything from elsewhere."""
