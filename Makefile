# Matside. `make` alone lists what it can do.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: virtual-camera test-camera help setup run test test-chaos bench-ingest test-tflite-runtime test-arm64 image score screens lint format models clips demos deb test-boot lock clean soak

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-20s %s\n", $$1, $$2}'

setup: $(VENV)/.appliance ## make .venv with the matside command in it

run: setup ## start the appliance: Pi camera, else USB camera, else the bundled clip
	@provisioning/system-packages mosquitto
	$(BIN)/matside run

test: $(VENV)/.test ## everything that can be proven on this machine
	@provisioning/system-packages mosquitto chromium postgresql systemd shellcheck strace faketime network-manager python3-dbusmock dosfstools exfatprogs
	$(BIN)/python -m pytest -m "not alone" --numprocesses auto --dist loadfile --no-loadscope-reorder
	$(BIN)/python -m pytest -m alone

test-tflite-runtime: .venv-tflite/.ready ## the acceptance clips on tflite-runtime instead of ai-edge-litert (Python 3.11)
	.venv-tflite/bin/python -m pytest tests/scenarios/test_acceptance.py -k "lightning or hinge"

test-chaos: $(VENV)/.test ## 200 sessions while broker, devices and workers are killed, on SQLite and PostgreSQL
	@provisioning/system-packages mosquitto postgresql
	$(BIN)/python -m pytest tests/device/clinic/test_clinic_chaos.py --chaos-sessions 200 -s

bench-ingest: $(VENV)/.test ## 1,000 devices x 30 sessions into the clinic's records with 1, 2 and 4 workers
	@provisioning/system-packages mosquitto postgresql
	$(BIN)/python -m tests.device.clinic.fleet --postgres

image: deb ## make a card with Raspberry Pi OS a Matside: BOOT=its first partition, PAIRING=, KEY=files if you have them
	provisioning/image/card $(if $(KEY),--key "$(KEY)") "$(BOOT)" "$$(ls -t build/matside_*_arm64.deb | head -n 1)" $(PAIRING)

test-arm64: $(VENV)/.test ## two clips with the package on the Raspberry Pi's processor, emulated: the same counts as here
	@provisioning/system-packages debhelper
	$(BIN)/python -m tests.arm64 "$$(provisioning/deb/build arm64)" build/arm64

walks: $(VENV)/.test ## whole sessions in real browsers, each in every language of the screen
	@provisioning/system-packages mosquitto chromium
	$(BIN)/python -m pytest --every-language tests/scenarios/test_walks_*.py

open-tab: $(VENV)/.test ## show a tab as many views as in 8 hours at 10 a second, and see that it does not grow
	@provisioning/system-packages chromium
	$(BIN)/python -m pytest -s --tab-views 288000 tests/webui/test_open_for_hours.py

virtual-camera: .venv-camera/.ready ## build libcamera with its virtual camera, for test-camera
	@provisioning/system-packages build-essential python3-dev libyaml-dev libgnutls28-dev libcap-dev libyuv-dev
	tests/device/camera/virtual/build .venv-camera/bin/python build/libcamera

test-camera: virtual-camera ## the Pi camera's adapter on picamera2's real code over libcamera's virtual camera
	PYTHONPATH=tests/device/camera/virtual:build/libcamera/build/src/py:. LD_PRELOAD=$(CURDIR)/build/libcamera/devices.so \
	LIBCAMERA_LOG_LEVELS='*:ERROR' .venv-camera/bin/python -m pytest -c tests/device/camera/virtual/pytest.ini \
	--rootdir=. --confcutdir=tests/device/camera/virtual tests/device/camera/virtual/check_virtual_camera.py

soak: $(VENV)/.test ## twelve days of simulated use in some minutes: does anything leak?
	@provisioning/system-packages mosquitto
	MALLOC_ARENA_MAX=2 $(BIN)/python -m tests.soak  # as in matside.service

score: $(VENV)/.test ## figures of every exercise over the clips: docs/accuracy.md (PLOT=folder draws each clip)
	$(BIN)/python -m tests.score --write $(if $(PLOT),--plot $(PLOT))

screens: $(VENV)/.test ## draw every screen of the touchscreen and the clinic's pages: docs/screens
	@provisioning/system-packages mosquitto chromium
	$(BIN)/python -m tests.webui.screens docs/screens
	$(BIN)/python -m tests.webui.setup.set_up_screens docs/screens
	$(BIN)/python -m tests.webui.stick.stick_screens docs/screens
	$(BIN)/python -m pytest tests/scenarios/test_browser.py tests/webui/clinic/test_clinic_server.py --screens docs/screens

lint: $(VENV)/.test ## ruff, mypy --strict, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.test ## rewrite the code in the project's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

models: .venv-models/.ready ## rebuild the int8 models from the published weights
	.venv-models/bin/python -m models.build

clips: .venv-avatar/.ready ## render the test clips with their ground truth
	@provisioning/system-packages libegl1 libegl-mesa0 libgl1-mesa-dri
	.venv-avatar/bin/python -m tests.avatar render --missing

demos: .venv-avatar/.ready ## render the demonstrations that the touchscreen shows
	@provisioning/system-packages libegl1 libegl-mesa0 libgl1-mesa-dri
	.venv-avatar/bin/python -m tests.avatar demos

deb: $(VENV)/.test ## build the Debian package: build/matside_VERSION_ARCH.deb (ARCH=arm64, or amd64)
	@provisioning/system-packages debhelper lintian
	lintian --fail-on error,warning "$$(provisioning/deb/build $(or $(ARCH),arm64))"

test-boot: $(VENV)/.test ## boot real Debians with the package, hang it, cut its power 50 times; as root, half an hour
	@provisioning/system-packages debhelper mmdebstrap systemd-container gpg dosfstools
	tests/boot/make-base
	provisioning/deb/build amd64
	provisioning/deb/build amd64 0.1.1
	$(BIN)/python -m pytest -s --timeout 3600 tests/boot/boot_*.py

lock: $(VENV)/.test ## pin the requirements again, with hashes
	provisioning/lock-requirements

clean: ## remove what was built
	rm -rf $(VENV) .venv-models .venv-avatar .venv-camera .venv-tflite build *.egg-info .mypy_cache .ruff_cache .pytest_cache

$(VENV)/.appliance: requirements/appliance.txt pyproject.toml provisioning/make-venv
	provisioning/make-venv $(PYTHON) $(VENV) requirements/appliance.txt
	$(BIN)/pip install -q --no-deps --no-build-isolation --disable-pip-version-check -e .
	@touch $@

$(VENV)/.test: $(VENV)/.appliance requirements/test.txt
	$(BIN)/pip install -q --require-hashes --disable-pip-version-check -r requirements/test.txt
	@touch $@

.venv-tflite/.ready: requirements/test.txt requirements/tflite-runtime.txt provisioning/make-venv
	provisioning/make-venv $(PYTHON) .venv-tflite requirements/test.txt
	.venv-tflite/bin/pip uninstall -q -y ai-edge-litert
	.venv-tflite/bin/pip install -q --require-hashes --disable-pip-version-check -r requirements/tflite-runtime.txt
	.venv-tflite/bin/pip install -q --no-deps --no-build-isolation --disable-pip-version-check -e .
	@touch $@

.venv-camera/.ready: requirements/camera.txt provisioning/make-venv
	@provisioning/system-packages build-essential python3-dev libcap-dev
	provisioning/make-venv $(PYTHON) .venv-camera requirements/camera.txt
	@touch $@

.venv-models/.ready: requirements/models.txt provisioning/make-venv
	provisioning/make-venv $(PYTHON) .venv-models requirements/models.txt
	@touch $@

.venv-avatar/.ready: requirements/avatar.txt provisioning/make-venv
	provisioning/make-venv $(PYTHON) .venv-avatar requirements/avatar.txt
	@touch $@
