# Marmot - GNU make (gmake on the BSDs).  `make help` lists what there is.

BUILD      ?= build
OPT        ?= -O2 -g
SAN        ?=
CC         ?= cc
PKG_CONFIG ?= pkg-config
PYTHON     ?= $(shell for p in python3 /usr/bin/python3 /usr/local/bin/python3; do $$p -c 'import pytest' 2>/dev/null && { echo $$p; break; }; done)
PREFIX     ?= /usr/local
V          ?= 0
Q           = $(if $(filter 1,$(V)),,@)

VERSION    := 0.1.0
PKGS        = openssl yaml-0.1 libcmark-gfm libutf8proc libevent_core
NEED_PKGS   = $(filter-out help clean packages packages-test,$(or $(MAKECMDGOALS),all))
ifneq ($(NEED_PKGS),)
PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PKGS))
PKG_LIBS   := $(shell $(PKG_CONFIG) --libs $(PKGS))
endif

WARN        = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
              -Wvla -Wformat=2 -Wundef -Wwrite-strings -Wpointer-arith -Werror=implicit-function-declaration
HARDEN      = $(if $(SAN),,-fstack-protector-strong -D_FORTIFY_SOURCE=2) -fPIE
ALL_CPPFLAGS = -iquote src -iquote $(BUILD)/gen -D_GNU_SOURCE -DMARMOT_VERSION='"$(VERSION)"' $(PKG_CFLAGS) $(CPPFLAGS)
ALL_CFLAGS  = -std=c17 $(OPT) $(SAN) $(WARN) $(HARDEN) -pthread $(CFLAGS)
ALL_LDFLAGS = $(SAN) -pthread -pie -Wl,-z,relro,-z,now $(LDFLAGS)

SRC        := $(wildcard src/*.c src/*/*.c)
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

# --- tests ---------------------------------------------------------------

ASAN_FLAGS  = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
UNIT_SRC   := $(wildcard tests/unit/*_test.c)
UNIT        = $(UNIT_SRC:%.c=$(BUILD)/%)
UNIT_LIBS  := $(if $(NEED_PKGS),$(shell $(PKG_CONFIG) --libs cmocka 2>/dev/null))

# Everything but main.o in one archive, so that a unit test links the rooms it names and what they need.
$(BUILD)/libmarmot.a: $(LIB_OBJ)
	@rm -f $@
	$(Q)ar rcs $@ $(LIB_OBJ)

$(BUILD)/tests/unit/%_test: $(BUILD)/tests/unit/%_test.o $(BUILD)/libmarmot.a
	@echo "  LINK  $@"
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $< $(BUILD)/libmarmot.a $(PKG_LIBS) $(UNIT_LIBS)

unit: $(UNIT)
	$(Q)for t in $(UNIT); do echo "== $$t"; $$t || exit 1; done

.SECONDARY:
-include $(OBJ:.o=.d) $(UNIT:%=%.d)
.PHONY: all unit
