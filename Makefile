# Every target is one command of the provisioning package: python3 -m provisioning <command>
PYTHON ?= python3
COMMANDS = run dev start stop status logs test check check-scope bench test-framework migrate console backup restore demo demo-clear clean

# LANGUAGE and HOST are also names that shells and GNU gettext use: only what is written after make counts
given = $(if $(findstring command,$(origin $(1))),--$(2) "$($(1))")

OPTIONS_run = $(call given,LANGUAGE,language) $(call given,HOST,host)
OPTIONS_dev = $(OPTIONS_run)
OPTIONS_start = $(OPTIONS_run)
OPTIONS_restore = $(call given,FILE,file) $(if $(FORCE),--force)
OPTIONS_clean = $(if $(FORCE),--force)
OPTIONS_bench = $(if $(CUSTOMERS),--customers $(CUSTOMERS))
OPTIONS_check-scope = $(call given,WHO,who) $(call given,TYPE,type)
OPTIONS_test = $(call given,STAGES,stages) $(if $(FRESH),--fresh)

.DEFAULT_GOAL = help
.PHONY: help $(COMMANDS)

help:
	@$(PYTHON) -m provisioning help

$(COMMANDS):
	@$(PYTHON) -m provisioning $@ $(OPTIONS_$@)
