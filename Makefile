# Tinyo.Oci: `make help` lists the targets.

PREFIX ?= /usr/local
CONFIGURATION := Release
BINARY := out/tinyo-oci

CLI := src/Tinyo.Oci.Cli
PUBLISHED := $(CLI)/obj/published
SOURCES := $(shell find src -not -path '*/obj*' -not -path '*/bin*' \( -type d -o -name '*.cs' -o -name '*.csproj' -o -name '*.json' \)) \
	Directory.Build.props Directory.Packages.props global.json

DOTNET_FLAGS := --nologo --verbosity quiet -clp:NoSummary
export DOTNET_NOLOGO := 1
export DOTNET_CLI_TELEMETRY_OPTOUT := 1

.DEFAULT_GOAL := build
.DELETE_ON_ERROR:
.PHONY: help build publish run test validate validate-lab lab bench bench-report bounds syscalls format format-check install uninstall clean

help: ## list the targets
	@echo 'make               build everything (the same as make build)'
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r target what; do printf '%-18s %s\n' "$$target" "$$what"; done

build: ## build the four projects and the two test projects
	@bash tests/require.sh sdk
	@echo '== build: all projects'
	@dotnet build Tinyo.Oci.sln -c $(CONFIGURATION) $(DOTNET_FLAGS)

publish: $(BINARY) ## build the one static binary, out/tinyo-oci
	@printf '== publish: %s, %s bytes\n' $(BINARY) "$$(stat -c %s $(BINARY))"

# Symbols and documentation files stay behind in obj: only the binary lands in out.
$(BINARY): $(SOURCES)
	@bash tests/require.sh sdk publish
	@echo '== publish: NativeAOT, static (about a minute)'
	@dotnet publish $(CLI) -c $(CONFIGURATION) -o $(PUBLISHED) $(DOTNET_FLAGS)
	@$(PUBLISHED)/tinyo-oci --version >/dev/null
	@install -D -m 755 $(PUBLISHED)/tinyo-oci $(BINARY)

run: publish ## run a demo container and say what to try next
	@bash tests/require.sh busybox
	@echo '== run: a container from a bundle in out/demo'
	@bash tests/demo/run.sh $(abspath $(BINARY)) $(abspath out/demo)

test: publish ## run both test projects against out/tinyo-oci
	@bash tests/require.sh sdk busybox engines lab
	@echo '== test: both projects'
	@bash tests/run.sh

validate: publish ## run the validation programs of OCI runtime-tools on out/tinyo-oci, runc and crun
	@bash tests/require.sh validate peers
	@bash tests/validate/build.sh out/validation
	@bash tests/validate/run.sh $(abspath $(BINARY)) $(abspath out/validation) $(abspath out/results)

export LAB_BACKEND ?= uml
export LAB_IMAGE ?= $(abspath out/lab/image)
# As typed: a dollar is the shell's, not make's.
override LAB_COMMAND := $(value LAB_COMMAND)
export LAB_COMMAND

validate-lab: publish ## the same in the test lab, on cgroup version 2
	@bash tests/require.sh validate lab
	@bash tests/validate/build.sh out/validation
	@bash tests/validate/lab.sh "$$LAB_BACKEND" out/validation out/results

lab: publish ## open a shell in the test lab, or run LAB_COMMAND in it (LAB_BACKEND=uml, qemu or ns)
	@bash tests/require.sh sdk lab
	@dotnet build tests/Tinyo.Oci.EndToEnd -c $(CONFIGURATION) $(DOTNET_FLAGS)
	@bash tests/lab/image.sh "$$LAB_IMAGE"
	@bash tests/lab/run.sh -b "$$LAB_BACKEND" -i "$$LAB_IMAGE" "$$LAB_COMMAND"

bench: publish ## time every command beside runc and crun (BENCH_WRITE=1: the same as bench-report)
	@bash tests/require.sh sdk bench peers
	@echo '== bench: tinyo-oci, runc and crun on the same bundles'
	@bash tests/bench/run.sh $(abspath $(BINARY)) $(if $(BENCH_WRITE),$(abspath docs/performance.md))

bench-report: ## the same, and write docs/performance.md and its plot
	@$(MAKE) --no-print-directory bench BENCH_WRITE=1

bounds: publish ## count every command's system calls anew, here and in the lab, for the test that bounds them
	@bash tests/require.sh sdk busybox engines lab
	@dotnet build tests/Tinyo.Oci.EndToEnd -c $(CONFIGURATION) $(DOTNET_FLAGS)
	@bash tests/bench/bounds.sh

syscalls: ## write the table of system calls anew, out of Debian's newest kernel headers
	@bash src/Tinyo.Oci.Runtime/Seccomp/syscalls.sh

format: ## bring every file into the project's format
	@bash tests/require.sh sdk
	@echo '== format: all projects'
	@dotnet format Tinyo.Oci.sln

format-check: ## fail when `make format` would change a file
	@bash tests/require.sh sdk
	@echo '== format check: all projects'
	@dotnet restore Tinyo.Oci.sln --verbosity quiet
	@dotnet format Tinyo.Oci.sln --no-restore --verify-no-changes

install: $(BINARY) ## copy the binary to PREFIX/bin (PREFIX=/usr/local, DESTDIR is honoured)
	@echo '== install: $(DESTDIR)$(PREFIX)/bin/tinyo-oci'
	@install -D -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/tinyo-oci

uninstall: ## remove what install copied
	@echo '== uninstall: $(DESTDIR)$(PREFIX)/bin/tinyo-oci'
	@rm -f $(DESTDIR)$(PREFIX)/bin/tinyo-oci

clean: ## remove everything that was built
	@echo '== clean: out, and every bin and obj'
	@rm -rf out
	@find src tests -type d \( -name bin -o -name obj -o -name TestResults \) -prune -exec rm -rf {} +
