"""Work that runs by the clock or at the press of a button: once at a time, logged, resumable. See README.md."""

from crm_custom.background.registry import Job
from crm_custom.background.run import Run
from crm_custom.background.runner import run_job, start_job
