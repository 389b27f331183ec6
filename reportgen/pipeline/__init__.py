"""The only room that knows files and paths: joins the others into commands, writes whole files or none."""
