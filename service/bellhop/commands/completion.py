"""`bellhop completion …`: what a shell needs to know to complete the words of this command."""

import argparse
from collections.abc import Iterator, Mapping

from bellhop.commands.parsing import Exit, Parser, Verbs, add_verb

_SHELLS = ("bash", "zsh", "fish")
_EXAMPLE = """bellhop completion bash > ~/.local/share/bash-completion/completions/bellhop
source <(bellhop completion zsh)   # in ~/.zshrc, behind compinit
bellhop completion fish > ~/.config/fish/completions/bellhop.fish"""

_BASH = """# Completion of the command bellhop, for {shell}; written by `bellhop completion {shell}`.
_bellhop() {{
    local word command="" words=""
    local index
    for ((index = 1; index < COMP_CWORD; index++)); do
        word="${{COMP_WORDS[index]}}"
        case "$command/$word" in
{steps}        esac
    done
    case "$command" in
{words}    esac
    COMPREPLY=($(compgen -W "$words" -- "${{COMP_WORDS[COMP_CWORD]}}"))
    if [ "${{#COMPREPLY[@]}}" -eq 0 ]; then
        COMPREPLY=($(compgen -f -- "${{COMP_WORDS[COMP_CWORD]}}"))
    fi
}}
complete -F _bellhop bellhop
"""
_ZSH = "autoload -U +X bashcompinit && bashcompinit\n"  # what makes zsh understand the rest


def add_to(verbs: Verbs) -> None:
    """Add the command."""
    verb = add_verb(verbs, "completion", example=_EXAMPLE, alone=complete)
    verb.add_argument("shell", choices=_SHELLS)


async def complete(options: argparse.Namespace) -> int:
    """Print the completion for a shell."""
    paths = dict(_paths(options.top, ()))
    script = _fish(paths) if options.shell == "fish" else _bash(paths, options.shell)
    print(script, end="")
    return Exit.DONE


_Paths = Mapping[tuple[str, ...], Parser]


def _paths(parser: Parser, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Parser]]:
    """Every command by its words, the whole command by none."""
    yield path, parser
    for name, verb in _verbs(parser).items():
        yield from _paths(verb, (*path, name))


def _verbs(parser: Parser) -> Mapping[str, Parser]:
    found: dict[str, Parser] = {}
    for action in parser._actions:  # noqa: SLF001 - argparse tells its actions nowhere else
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - it has no public name
            found |= action.choices
    return found


def _words(parser: Parser) -> list[str]:
    """What may stand behind a command: its verbs, its options, the values of its arguments."""
    words = list(_verbs(parser))
    for action in parser._actions:  # noqa: SLF001 - as above
        words += action.option_strings if action.help is not argparse.SUPPRESS else []
        if not action.option_strings and action.choices and not _verbs(parser):
            words += [str(each) for each in action.choices]
    return words


def _bash(paths: _Paths, shell: str) -> str:
    steps = "".join(
        f"            '{'/'.join(('', *path))}') command='{'/'.join(('', *path))}' ;;\n" for path in paths if path
    )
    words = "".join(
        f"        '{'/'.join(('', *path)) if path else ''}') words='{' '.join(_words(parser))}' ;;\n"
        for path, parser in paths.items()
    )
    return (_ZSH if shell == "zsh" else "") + _BASH.format(shell=shell, steps=steps, words=words)


def _fish(paths: _Paths) -> str:
    lines = ["# Completion of the command bellhop, for fish; written by `bellhop completion fish`."]
    for path, parser in paths.items():
        verbs = _verbs(parser)
        conditions = [f"__fish_seen_subcommand_from {word}" for word in path]
        if verbs:
            conditions.append(f"not __fish_seen_subcommand_from {' '.join(verbs)}")
        when = f" -n '{'; and '.join(conditions)}'" if conditions else ""
        lines += [f"complete -c bellhop{when} -f -a '{name}'" for name in verbs]
        lines += [
            f"complete -c bellhop{when} -l {option.removeprefix('--')}"
            for option in _words(parser)
            if option.startswith("--")
        ]
    return "\n".join(lines) + "\n"
