"""Compares rows, one JSON object a line on stdin, with the running Python.

A line is printed for each row that this Python contradicts.
"""
import asyncio
import importlib
import inspect
import json
import multiprocessing
import multiprocessing.synchronize
import sys
import threading
import types
import warnings

warnings.simplefilter("ignore")
UNBOUND = (types.FunctionType, types.MethodDescriptorType, types.WrapperDescriptorType)
VARIADIC = {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}
HERE = sys.version_info[:2]


def version(text):
    return tuple(map(int, text.split("."))) if text else None


def resolve(name):
    """The object of a dotted name: builtins need no module."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            obj = importlib.import_module(".".join(parts[:cut]))
        except ImportError:
            continue
        rest = parts[cut:]
        break
    else:
        obj, rest = importlib.import_module("builtins"), parts
    method = False
    for part in rest:
        owner = instance(obj) if not hasattr(obj, part) else obj
        obj = getattr(owner, part)
        method = isinstance(owner, type) and isinstance(obj, UNBOUND)  # self is to be left out
    return obj, method


def instance(cls):
    """An instance of a class whose methods its instances make (locks)."""
    if getattr(cls, "__module__", "") == "multiprocessing.synchronize":
        return getattr(multiprocessing, cls.__name__)()
    if cls in (threading.Lock, threading.RLock, threading.Condition):
        return cls()
    return asyncio.run(make(cls)) if cls is asyncio.Condition else cls


async def make(cls):
    return cls()


def parameters(obj, method):
    """Parameters by position and by keyword only; None, None if unknown.

    The name of a positional-only parameter cannot be used: it is None.
    """
    try:
        params = list(inspect.signature(obj).parameters.values())
    except (ValueError, TypeError):
        return None, None
    kinds = [p.kind for p in params]
    by_position = [None if p.kind is p.POSITIONAL_ONLY else p.name
                   for p in params if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    if VARIADIC <= set(kinds) and not by_position:
        return None, None  # def f(*args, **kwargs) tells nothing
    keywords = [p.name for p in params if p.kind is p.KEYWORD_ONLY]
    return by_position[1:] if method else by_position, keywords


def check_type(row):
    """A class row: is it iterable, does it derive from its bases."""
    try:
        cls, _ = resolve(row["name"])
    except AttributeError:
        return None  # its constructor's row is checked
    if not isinstance(cls, type):
        cls = type(instance(cls))
    if cls is types.FunctionType and row["name"] != "types.FunctionType":
        return None  # a factory: its results have no class of that name
    iterable = hasattr(cls, "__iter__") or hasattr(cls, "__getitem__")
    old_lock = HERE < (3, 9) and row["name"].startswith("asyncio.")  # `yield from lock` was still there
    if row["iterable"] and not iterable or row["noiter"] and iterable and not old_lock:
        return "is iterable: %s, the row says otherwise" % iterable
    for base in row["bases"] or ():
        found, _ = resolve(base)
        if isinstance(found, type) and not issubclass(cls, found):
            return "does not derive from " + base
    return None


def check(row):
    if row["type"]:
        return check_type(row)
    since, removed = version(row["since"]), version(row["removed"])
    expected = (since is None or HERE >= since) and (removed is None or HERE < removed)
    try:
        obj, method = resolve(row["name"])
    except AttributeError:
        return "does not exist" if expected else None
    if not expected:
        return "exists"
    if row["slots"] is None or HERE < (3, 11):
        return None  # rows list the parameters of newer versions
    found, keywords = parameters(obj, method)
    if found is None:
        return None
    slots = row["slots"]
    cut = slots.index("*") if "*" in slots else len(slots)
    same = len(found) >= cut and all(f in (None, s) for f, s in zip(found, slots[:cut]))
    if row["complete"]:
        same = same and len(found) == cut and set(keywords) <= set(slots[cut + 1:])
    return None if same else "takes %s and %s, the row says %s" % (found, keywords, slots)


for line in sys.stdin:
    row = json.loads(line)
    wrong = check(row)
    if wrong:
        print(row["name"], wrong)
