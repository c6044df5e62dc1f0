"""Runs go test, shows one line a package and what failed, and counts the tests.

The last line is 'N passed, N failed'. A package that does not build or dies
outside of a test counts as one that failed.
call: python3 .ci/gotest.py [FLAGS AND PACKAGES OF go test]
"""

import collections
import json
import subprocess
import sys

passed = failed = 0
output = collections.defaultdict(list)  # by package and test: what it printed
blamed = set()  # packages with a test that failed

child = subprocess.Popen(["go", "test", "-json", *sys.argv[1:]], stdout=subprocess.PIPE, text=True, errors="replace")
for line in child.stdout:
    try:
        event = json.loads(line)
    except ValueError:
        print(line, end="")
        continue
    package, test, action = event.get("Package") or event.get("ImportPath"), event.get("Test"), event["Action"]
    key = package, test
    if action in ("output", "build-output"):
        output[key].append(event["Output"])
    elif test and action in ("pass", "fail", "skip"):
        passed += action == "pass"
        failed += action == "fail"
        if action == "fail":
            blamed.add(package)
            print(f"{package}:\n{''.join(output[key])}", end="")
        if action == "skip":
            print(f"SKIP {package} {test}: {' '.join(''.join(output[key]).split())[-200:]}")
        output.pop(key, None)
    elif action == "fail":
        # The test that was running when the process died never ends.
        hanging = "".join("".join(lines) for (p, t), lines in output.items() if p == package and t)
        if package not in blamed:
            failed += 1
        print(f"{hanging if package not in blamed else ''}{''.join(output[key])}", end="", flush=True)
    elif action == "build-fail":
        print("".join(output[key]), end="", flush=True)
    elif action == "pass" and not test:
        print(f"ok   {package}", flush=True)
child.wait()
if child.returncode and not failed:
    failed = 1
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
