"""Read messages of editors that know a newer protocol: what does not fit is left out if that is harmless."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from lsprotocol import types

Message: TypeAlias = dict[str, Any]
Structure: TypeAlias = Callable[[Message], Any]


def structured(message: Message, structure: Structure) -> Any:
    """Return what `structure` makes of a message, without what does not fit, or raise what it raises."""
    try:
        return structure(message)
    except Exception:
        reduce = _REDUCERS.get(str(message.get("method")))
        params = message.get("params")
        if reduce is None or not isinstance(params, dict):
            raise
        return structure({**message, "params": reduce(message, params, structure)})


def _known_capabilities(message: Message, params: Message, structure: Structure) -> Message:
    """Return the parameters of `initialize` with the capabilities that fit, and nothing else that may not."""
    capabilities: Message = {}
    process = params.get("processId")
    kept: Message = {
        "processId": process if isinstance(process, int) else None,
        "rootUri": None,
        "initializationOptions": params.get("initializationOptions"),
    }
    given = params.get("capabilities")
    for section, entries in given.items() if isinstance(given, dict) else ():
        for name, value in entries.items() if isinstance(entries, dict) else ():
            alone = {section: {name: value}}
            try:
                structure({**message, "params": {**kept, "capabilities": alone}})
            except Exception:  # noqa: BLE001, S112 - the converter raises whatever it meets
                continue
            capabilities.setdefault(section, {})[name] = value
    return {**kept, "capabilities": capabilities}


def _no_diagnostics(_message: Message, params: Message, _structure: Structure) -> Message:
    """Return the parameters of a request for actions without the diagnostics, which the server knows."""
    context = params.get("context")
    only = context.get("only") if isinstance(context, dict) else None
    return {**params, "context": {"diagnostics": []} | ({"only": only} if isinstance(only, list) else {})}


_REDUCERS: dict[str, Callable[[Message, Message, Structure], Message]] = {
    types.INITIALIZE: _known_capabilities,
    types.TEXT_DOCUMENT_CODE_ACTION: _no_diagnostics,
}
