"""Job runs: started, watched, waited for and cancelled."""
