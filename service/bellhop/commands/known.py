"""The commands, each with the module that knows it and the line that tells of it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its module in `bellhop.commands`, and what it does, in a line."""

    module: str
    text: str


# In the order of `bellhop --help`, which tells them from here: only the module of what was typed is imported.
COMMANDS: Mapping[str, Command] = {
    "run": Command("running", "start an action"),
    "listen": Command("listening", "get callbacks on this machine, and print them or forward them"),
    "trigger": Command("triggering", "send an example of an event, marked as a test, through the real pipeline"),
    "tail": Command("tailing", "print what happens, as it happens"),
    "why": Command("explaining", "explain an operation, an event, a delivery or a subscription"),
    "redeliver": Command("sending", "send deliveries again"),
    "replay": Command("sending", "send again what a subscription did not get"),
    "verify": Command("sending", "try the endpoint of a subscription, step by step"),
    "profiles": Command("profiles", "keep addresses and keys under names"),
    "serve": Command("serving", "run the service"),
    "tenants": Command("tenants", "make and list tenants"),
    "cells": Command("cells", "where the traffic of tenants lives: one cell, or several"),
    "keys": Command("keys", "make, list and revoke keys"),
    "actions": Command("actions", "the catalogue"),
    "migrate": Command("care", "bring the database to this version"),
    "secrets": Command("care", "secrets at rest"),
    "doctor": Command("care", "say what is wrong with an installation, and how it is set"),
    "openapi": Command("care", "print the OpenAPI document"),
    "demo": Command("programs", "see one job from run to verified callback (--exit ends by itself)"),
    "bench": Command("programs", "measure, print the machine and a table"),
    "completion": Command("completion", "print the completion for a shell"),
}
