"""The application: settings, history store, refresh, export and the command line."""
