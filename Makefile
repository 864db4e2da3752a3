# Marmot - GNU make (gmake on the BSDs).  `make help` lists what there is.

BUILD      ?= build
OPT        ?= -O2 -g
SAN        ?=
CC         ?= cc
PKG_CONFIG ?= pkg-config
PYTHON     ?= $(shell for p in python3 /usr/bin/python3 /usr/local/bin/python3; do $$p -c 'import pytest, feedparser' 2>/dev/null && { echo $$p; break; }; done)
PREFIX     ?= /usr/local
V          ?= 0
Q           = $(if $(filter 1,$(V)),,@)

VERSION    := 0.1.0
PKGS        = openssl yaml-0.1 libcmark-gfm libutf8proc libevent_core sqlite3
NEED_PKGS   = $(filter-out help clean packages packages-test,$(or $(MAKECMDGOALS),all))
# Where there are only archives, the order counts, and libcmark-gfm.pc has the extensions last, which need it.
CMARK_AGAIN = -lcmark-gfm
ifneq ($(NEED_PKGS),)
PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PKGS))
PKG_LIBS   := $(shell $(PKG_CONFIG) --libs $(PKGS)) $(CMARK_AGAIN) -lm
endif

WARN        = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
              -Wvla -Wformat=2 -Wundef -Wwrite-strings -Wpointer-arith -Werror=implicit-function-declaration
HARDEN      = $(if $(SAN),,-fstack-protector-strong -D_FORTIFY_SOURCE=2) -fPIE
ALL_CPPFLAGS = -iquote src -D_GNU_SOURCE -DMARMOT_VERSION='"$(VERSION)"' $(PKG_CFLAGS) $(CPPFLAGS)
ALL_CFLAGS  = -std=c17 $(OPT) $(SAN) $(WARN) $(HARDEN) -pthread $(CFLAGS)
ALL_LDFLAGS = $(SAN) -pthread -pie -Wl,-z,relro,-z,now $(LDFLAGS)

SRC        := $(sort $(wildcard src/*.c src/*/*.c))
OBJ         = $(SRC:%.c=$(BUILD)/%.o)
LIB_OBJ     = $(filter-out $(BUILD)/src/main.o,$(OBJ))

all: $(BUILD)/marmot ## build build/marmot

$(BUILD)/marmot: $(OBJ)
	@echo "  LINK  $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(OBJ) $(PKG_LIBS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Not what `make` builds: a library's security fix then needs a new build.  The linker's
# warnings are about names of hosts and services, which nothing here looks up.
# STATIC=-static for compilers that know no -static-pie, as Debian's musl-gcc, which makes no static program of it.
STATIC     ?= -static-pie
STATIC_LIBS = $(shell $(PKG_CONFIG) --static --libs $(PKGS)) $(CMARK_AGAIN) -lm

static: $(OBJ) ## one file without shared libraries, build/marmot-static: some percent less CPU (Linux, with all libraries as archives)
	@echo "  LINK  $(BUILD)/marmot-static"
	$(Q)$(CC) $(filter-out -pie,$(ALL_LDFLAGS)) $(STATIC) -o $(BUILD)/marmot-static $(OBJ) $(STATIC_LIBS)

run: $(BUILD)/marmot ## serve content/ at gemini://localhost/ and gopher://localhost:7070/
	$(Q)$(BUILD)/marmot serve --content content --certs certs --state $(BUILD)/state --host localhost \
	    --gemini localhost:1965 --gopher localhost:7070

# --- tests ---------------------------------------------------------------
# Everything is tested under AddressSanitizer and UndefinedBehaviorSanitizer, in a tree of its own.

ASAN        = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
TSAN        = -fsanitize=thread -fno-omit-frame-pointer
INJECT      = $(if $(filter Linux,$(shell uname -s)),$(BUILD)/tests/faults/inject.so)
UNIT_SRC   := $(wildcard tests/unit/*_test.c)
UNIT        = $(UNIT_SRC:%.c=$(BUILD)/%)
UNIT_LIBS  := $(if $(NEED_PKGS),$(shell $(PKG_CONFIG) --libs cmocka 2>/dev/null))
LIB_SRC    := $(wildcard tests/lib/*.c)
LIB_TEST    = $(LIB_SRC:%.c=$(BUILD)/%.o)
FUZZ_SRC   := $(wildcard tests/fuzz/*_fuzz.c)
FUZZ_ONCE   = $(FUZZ_SRC:%_fuzz.c=$(BUILD)/%_once)
PROCESSORS  = $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
FLAVOUR     = $(MAKE) --no-print-directory V=$(V)

test: ## everything: floors, units, golden files, corpora, sockets, real clients
	$(Q)tests/floors.sh
	$(Q)$(FLAVOUR) -j$(PROCESSORS) BUILD=build/asan OPT='-O1 -g' SAN='$(ASAN)' test-build
	$(Q)for phase in unit golden census replay e2e clients; do \
	    $(FLAVOUR) BUILD=build/asan OPT='-O1 -g' SAN='$(ASAN)' $$phase || exit 1; done
	@echo "== all tests passed"

test-build: $(INJECT) $(BUILD)/marmot $(UNIT) $(FUZZ_ONCE) $(BUILD)/tests/compare/census

# All but main.o in one archive, so that a test links the rooms it names and what they need.
$(BUILD)/libmarmot.a: $(LIB_OBJ)
	@rm -f $@
	$(Q)ar rcs $@ $(LIB_OBJ)

$(BUILD)/tests/unit/%_test: $(BUILD)/tests/unit/%_test.o $(LIB_TEST) $(BUILD)/libmarmot.a
	@echo "  LINK  $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $< $(LIB_TEST) $(BUILD)/libmarmot.a $(PKG_LIBS) $(UNIT_LIBS)

unit: $(UNIT)
	$(Q)for t in $(UNIT); do echo "== $${t##*/}"; $$t || exit 1; done

golden: $(BUILD)/marmot
	$(Q)MARMOT=$(BUILD)/marmot tests/golden/run.sh

# What of a real folder of articles is missing from its gemtext.
FOLDER     ?= content
$(BUILD)/tests/compare/census: $(BUILD)/tests/compare/census.o $(LIB_TEST) $(BUILD)/libmarmot.a
	@echo "  LINK  $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $< $(LIB_TEST) $(BUILD)/libmarmot.a $(PKG_LIBS) $(UNIT_LIBS)

census: $(BUILD)/tests/compare/census ## what gets lost of a folder of articles: make census FOLDER=content
	$(Q)$< $(FOLDER)

accept: $(BUILD)/marmot ## show what golden files would change, one by one, and ask
	$(Q)MARMOT=$(BUILD)/marmot tests/golden/accept.sh

# Faults of the system, made to order; never with a sanitizer of its own.  Linux alone.
INJECT_SRC  = $(wildcard tests/faults/inject*.c)
$(BUILD)/tests/faults/inject.so: $(INJECT_SRC) tests/faults/inject.h
	@mkdir -p $(@D)
	@echo "  LINK  $@"
	$(Q)$(CC) -D_GNU_SOURCE -std=c17 -O1 -g $(WARN) -fPIC -fno-builtin -shared $(LDFLAGS) -o $@ $(INJECT_SRC) -ldl

E2E        ?= tests/e2e
e2e: $(BUILD)/marmot $(INJECT)
	$(Q)MARMOT=$(abspath $(BUILD))/marmot $(PYTHON) -m pytest -q -rs -p no:cacheprovider $(E2E)

faults: ## calls and allocations of a server fail, each n-th one (long)
	$(Q)$(FLAVOUR) -j$(PROCESSORS) BUILD=build/asan OPT='-O1 -g' SAN='$(ASAN)' test-build
	$(Q)FAULTS_LONG=1 $(FLAVOUR) BUILD=build/asan OPT='-O1 -g' SAN='$(ASAN)' E2E=tests/e2e/test_faults_inject.py e2e

clients: $(BUILD)/marmot
	$(Q)MARMOT=$(abspath $(BUILD))/marmot $(PYTHON) -m pytest -q -rs -p no:cacheprovider tests/clients

captures: $(BUILD)/marmot ## make the screens in README.md anew, from real clients
	$(Q)MARMOT=$(abspath $(BUILD))/marmot $(PYTHON) tests/clients/capture.py README.md

# Each fuzz target is also linked with a main that runs its corpus once.
$(BUILD)/tests/fuzz/%_once: $(BUILD)/tests/fuzz/%_fuzz.o $(BUILD)/tests/fuzz/once.o $(LIB_TEST) $(BUILD)/libmarmot.a
	@echo "  LINK  $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $< $(BUILD)/tests/fuzz/once.o $(LIB_TEST) $(BUILD)/libmarmot.a $(PKG_LIBS) $(UNIT_LIBS)

replay: $(FUZZ_ONCE)
	$(Q)for t in $(FUZZ_ONCE); do n=$${t##*/}; $$t tests/fuzz/corpus/$${n%_once} || exit 1; done

FUZZ       ?= uri
SECONDS    ?= 60
FUZZ_FLAGS  = -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all

fuzz: ## fuzz one target: make fuzz FUZZ=uri SECONDS=60
	$(Q)$(FLAVOUR) BUILD=build/fuzz CC=clang OPT='-O1 -g' SAN='$(FUZZ_FLAGS)' build/fuzz/$(FUZZ)
	$(Q)mkdir -p build/fuzz/corpus/$(FUZZ)
	build/fuzz/$(FUZZ) -max_total_time=$(SECONDS) -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
	    $(FUZZ_ARGS) build/fuzz/corpus/$(FUZZ) tests/fuzz/corpus/$(FUZZ)

# Each target until ten minutes of processor time have found no new edge (FUZZ_STILL, FUZZ_MOST: minutes).
FUZZ_ALL   ?= $(FUZZ_SRC:tests/fuzz/%_fuzz.c=%)

fuzz-all: ## every target until its coverage stands still: hours
	$(Q)$(FLAVOUR) BUILD=build/fuzz CC=clang OPT='-O1 -g' SAN='$(FUZZ_FLAGS)' $(FUZZ_ALL:%=build/fuzz/%)
	$(Q)failed=0; for n in $(FUZZ_ALL); do \
	    $(PYTHON) tests/fuzz/seeds.py $$n build/fuzz/seeds/$$n; \
	    $(PYTHON) tests/fuzz/still.py build/fuzz/$$n build/fuzz/corpus/$$n tests/fuzz/corpus/$$n build/fuzz/seeds/$$n \
	        $$(test ! -f tests/fuzz/$$n.dict || echo -dict=tests/fuzz/$$n.dict) $(FUZZ_ARGS) || failed=1; \
	    done; exit $$failed

build/fuzz/%: build/fuzz/tests/fuzz/%_fuzz.o $(LIB_TEST) build/fuzz/libmarmot.a
	@echo "  LINK  $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $< $(LIB_TEST) build/fuzz/libmarmot.a $(PKG_LIBS) $(UNIT_LIBS)

tsan: ## the socket tests under ThreadSanitizer
	$(Q)$(FLAVOUR) BUILD=build/tsan OPT='-O1 -g' SAN='$(TSAN)' e2e

# A script in the place of the binary; an error is the status of the process, which tests look at.
# What Valgrind says goes to a file for each process, whoever it has become: tests read what Marmot says.
$(BUILD)/memcheck/marmot: $(BUILD)/marmot
	@mkdir -p $(@D)
	$(Q)printf '#!/bin/sh\nMARMOT_PLAIN_MALLOC=1 exec valgrind -q --vgdb=no --log-file=%s/%%p.log --error-exitcode=99 --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite %s "$$@"\n' \
	    $(abspath $(@D)) $(abspath $(BUILD)/marmot) > $@
	$(Q)chmod +x $@
	$(Q)chmod 1777 $(@D)

memcheck: $(BUILD)/memcheck/marmot ## the socket tests under Valgrind (hours): make memcheck E2E=tests/e2e/test_gopher.py
	$(Q)rm -f $(<D)/*.log
	$(Q)NO_LANDLOCK='Valgrind lets no landlock through' MARMOT=$(abspath $<) \
	    $(PYTHON) -m pytest -q -rs -p no:cacheprovider $(E2E)
	$(Q)if grep -h '^==' $(<D)/*.log; then exit 1; fi

# --- benchmark -----------------------------------------------------------
# Linux (epoll).  Yardsticks, load clients and converters are tests/bench/*.c; BENCH_… in
# the environment: see tests/bench/bench.py.

BENCH       = $(BUILD)/tests/bench
SOAK_MINUTES ?= 0
BENCH_TOOLS = $(addprefix $(BENCH)/,bare_tls bare_tcp inetd load_tls load_tcp convert hostile)
# Asked of the compiler: Debian's lowdown.pc needs packages that linking does not.
LOWDOWN    := $(if $(filter bench bench-peers,$(MAKECMDGOALS)),$(shell printf '\043include <stdio.h>\n\043include <lowdown.h>\n' | \
                $(CC) $(CPPFLAGS) -E -x c - >/dev/null 2>&1 && echo -llowdown -lm))
LOAD_OBJ    = $(addprefix $(BENCH)/,load.o load_hold.o load_options.o)

bench: $(BUILD)/marmot $(BENCH_TOOLS) ## how close to the limits, and what hostile texts cost, as a table
	$(Q)PYTHONDONTWRITEBYTECODE=1 $(or $(PYTHON),python3) tests/bench/bench.py --marmot $(BUILD)/marmot --tools $(BENCH)

soak: $(BUILD)/marmot $(BENCH)/load_tls $(BENCH)/load_tcp ## a million requests while the capsule changes: make soak SOAK_MINUTES=10
	$(Q)SOAK_MINUTES=$(SOAK_MINUTES) PYTHONDONTWRITEBYTECODE=1 $(or $(PYTHON),python3) tests/bench/soak.py \
	    --marmot $(BUILD)/marmot --tools $(BENCH)

bench-peers: $(BUILD)/marmot $(BENCH_TOOLS) ## the same load on other servers: those installed, BENCH_PEER_GEMINI, BENCH_PEER_GOPHER
	$(Q)PYTHONDONTWRITEBYTECODE=1 $(or $(PYTHON),python3) tests/bench/bench.py --peers --marmot $(BUILD)/marmot --tools $(BENCH)

$(BENCH)/bare_tls: $(BENCH)/bare_tls.o $(BENCH)/bare_settings.o $(BENCH)/bare.o $(BUILD)/src/net/tls_memory.o
$(BENCH)/bare_tcp: $(BENCH)/bare_tcp.o $(BENCH)/bare.o
$(BENCH)/inetd: $(BENCH)/inetd.o $(BENCH)/bare.o
$(BENCH)/load_tls: $(BENCH)/load_tls.o $(BENCH)/load_openssl.o $(BENCH)/tls13.o $(BENCH)/tls13_keys.o $(LOAD_OBJ)
$(BENCH)/load_tcp: $(BENCH)/load_tcp.o $(LOAD_OBJ)
$(BENCH)/convert: $(BENCH)/convert.o $(BENCH)/convert_marmot.o $(BENCH)/convert_cmark.o \
    $(BENCH)/convert_lowdown.o $(BENCH)/convert_corpus.o $(BUILD)/libmarmot.a
$(BENCH)/hostile: $(BENCH)/hostile.o $(BENCH)/hostile_kinds.o $(BENCH)/convert_marmot.o $(BENCH)/convert_cmark.o \
    $(BENCH)/convert_corpus.o $(BUILD)/libmarmot.a
$(BENCH)/convert_lowdown.o: private ALL_CPPFLAGS += $(if $(LOWDOWN),-DHAVE_LOWDOWN)
$(BENCH_TOOLS):
	@echo "  LINK  $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PKG_LIBS) $(LOWDOWN)

-include $(wildcard $(BENCH)/*.d)

lint: lint-scripts lint-c ## shellcheck, man pages, the unit, cppcheck, gcc -fanalyzer, clang-tidy

lint-scripts:
	$(Q)git diff --check
	$(Q)shellcheck tests/*.sh tests/golden/*.sh src/dist/*.sh .ci/run
	$(Q)mandoc -T lint -W warning src/man/*.[1-9]
	$(Q)systemd-analyze security --offline=true --no-pager --threshold=20 src/dist/marmot.service >/dev/null

# GCC 12 takes what pread(2) and a callee fill for uninitialised: Valgrind (make memcheck) and MemorySanitizer judge that.
ANALYZER    = -O1 -fanalyzer -Wno-analyzer-use-of-uninitialized-value -Werror

lint-c:
	$(Q)cppcheck -q --error-exitcode=1 --std=c11 --enable=warning,portability --inline-suppr \
	    --suppress=missingIncludeSystem -I src -DMARMOT_VERSION='""' src
	$(Q)$(FLAVOUR) -j$(PROCESSORS) BUILD=build/analyzer OPT='$(ANALYZER)' build/analyzer/marmot
	$(Q)printf '%s\n' $(SRC) | xargs -I {} -P $(PROCESSORS) clang-tidy --quiet {} -- -std=c17 $(ALL_CPPFLAGS) 2>/dev/null

# --- installing and packages -----------------------------------------------
# What the system keeps elsewhere than below PREFIX can be named: UNITDIR=/lib/systemd/system.

DATADIR    ?= $(PREFIX)/share
MANDIR     ?= $(DATADIR)/man
UNITDIR    ?= $(PREFIX)/lib/systemd/system
SYSUSERSDIR ?= $(PREFIX)/lib/sysusers.d
TMPFILESDIR ?= $(PREFIX)/lib/tmpfiles.d
TO          = $(DESTDIR)$(1)

install: $(BUILD)/marmot ## install below DESTDIR and PREFIX (/usr/local)
	install -d $(call TO,$(PREFIX)/bin) $(call TO,$(MANDIR)/man1) $(call TO,$(MANDIR)/man5) \
	    $(call TO,$(DATADIR)/bash-completion/completions) $(call TO,$(DATADIR)/zsh/site-functions) \
	    $(call TO,$(DATADIR)/fish/vendor_completions.d) $(call TO,$(DATADIR)/marmot) \
	    $(call TO,$(UNITDIR)) $(call TO,$(SYSUSERSDIR)) $(call TO,$(TMPFILESDIR))
	install -m 755 $(BUILD)/marmot $(call TO,$(PREFIX)/bin/)
	install -m 644 src/man/*.1 $(call TO,$(MANDIR)/man1/)
	install -m 644 src/man/*.5 $(call TO,$(MANDIR)/man5/)
	install -m 644 src/dist/completions/marmot.bash $(call TO,$(DATADIR)/bash-completion/completions/marmot)
	install -m 644 src/dist/completions/_marmot $(call TO,$(DATADIR)/zsh/site-functions/)
	install -m 644 src/dist/completions/marmot.fish $(call TO,$(DATADIR)/fish/vendor_completions.d/)
	install -m 644 src/dist/marmot.yaml src/dist/server.yaml $(call TO,$(DATADIR)/marmot/)
	find content -type d -exec install -d '$(call TO,$(DATADIR)/marmot)/{}' \;
	find content -type f -exec install -m 644 '{}' '$(call TO,$(DATADIR)/marmot)/{}' \;
	sed 's|/usr/bin/marmot|$(PREFIX)/bin/marmot|' src/dist/marmot.service > $(BUILD)/marmot.service
	install -m 644 $(BUILD)/marmot.service src/dist/marmot.socket $(call TO,$(UNITDIR)/)
	install -m 644 src/dist/marmot.sysusers $(call TO,$(SYSUSERSDIR)/marmot.conf)
	install -m 644 src/dist/marmot.tmpfiles $(call TO,$(TMPFILESDIR)/marmot.conf)

# The same files as the repository has at its top, and nothing of certs/ or of what was built.
DEB        ?= build/deb
deb: ## a Debian package in build/deb; judged by lintian
	$(Q)for tool in dpkg-buildpackage dh lintian; do command -v $$tool >/dev/null || { \
	    echo "deb: there is no $$tool here: apt install debhelper lintian" >&2; exit 1; }; done
	rm -rf $(DEB)
	mkdir -p $(DEB)/marmot-$(VERSION)
	tar -cf - Makefile README.md LICENSE content src tests/floors.sh | tar -xf - -C $(DEB)/marmot-$(VERSION)
	cp -R src/dist/debian $(DEB)/marmot-$(VERSION)/debian
	cd $(DEB)/marmot-$(VERSION) && unset MAKEFLAGS MFLAGS MAKELEVEL && dpkg-buildpackage -b -us -uc
	lintian --fail-on error,warning $(DEB)/*.changes
	@ls -l $(DEB)/*.deb

# Unpacked in / it is what "make install" would put there.  GNU libc looks for users and hosts by
# libraries of its own: "user:" and upstreams by name need one like that of the machine it was built on.
# A build against musl looks for them by itself.
TARBALL     = $(BUILD)/marmot-$(VERSION)-linux-$(shell uname -m)

tarball: static ## the static program with all that install brings, for other Linux machines
	rm -rf $(TARBALL)
	$(Q)$(FLAVOUR) BUILD=$(BUILD) DESTDIR=$(TARBALL) install >/dev/null
	install -m 755 -s $(BUILD)/marmot-static $(TARBALL)$(PREFIX)/bin/marmot
	tar -C $(TARBALL) --sort=name --owner=0 --group=0 --numeric-owner --mtime=@$${SOURCE_DATE_EPOCH:-$$(date +%s)} \
	    -czf $(TARBALL).tar.gz .
	@ls -l $(TARBALL).tar.gz

.PHONY: deb deb-boot reproducible tarball
deb-boot: deb ## the package's whole life on a Debian that has booted (root, debootstrap, systemd-container): MIRROR=
	tests/boot.sh $(DEB)/marmot_$(VERSION)-*.deb $(MIRROR)

reproducible: ## builds the package twice, in two places, and compares the bytes
	$(Q)$(FLAVOUR) DEB=build/deb deb
	$(Q)$(FLAVOUR) DEB=build/deb-again/somewhere/else deb
	$(Q)set -e; for deb in build/deb/*.deb; do cmp $$deb build/deb-again/somewhere/else/$${deb##*/}; done
	@echo "== both builds are the same bytes"

clean: ## remove what was built
	rm -rf build

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1  /p' Makefile | awk '{ n = $$1; $$1 = ""; printf "  make %-8s %s\n", n, $$0 }'

.SECONDARY:
.PHONY: all faults static bench bench-peers soak run test unit golden census accept e2e clients captures replay fuzz fuzz-all tsan memcheck lint lint-scripts lint-c install clean help
-include $(OBJ:.o=.d) $(BUILD)/tests/compare/census.d $(UNIT:%=%.d) $(LIB_TEST:.o=.d) $(FUZZ_SRC:%.c=$(BUILD)/%.d)
