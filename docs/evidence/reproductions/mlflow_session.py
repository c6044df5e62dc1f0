"""mlflow 3.18.0, mlflow/pytest/session.py:100, self-deadlock.

ensure_run() holds the lock and asks for the session's id, which resets the
session under the same lock when there is none yet.

Needs the file alone: MODULE=path of session.py, if mlflow is not installed.
"""
import os
import runpy
import sys
import threading
import types

if "MODULE" in os.environ:
    tags = types.ModuleType("mlflow.utils.mlflow_tags")
    tags.MLFLOW_RUN_TYPE = tags.MLFLOW_RUN_TYPE_TEST = ""
    for name, module in {"mlflow": types.ModuleType("mlflow"), "mlflow.utils": types.ModuleType("mlflow.utils"), "mlflow.utils.mlflow_tags": tags}.items():
        sys.modules[name] = module
    ensure_run = runpy.run_path(os.environ["MODULE"])["ensure_run"]
else:
    from mlflow.pytest.session import ensure_run
runner = threading.Thread(target=ensure_run, daemon=True)
runner.start()
runner.join(5)
print("ensure_run() waits for its own lock" if runner.is_alive() else "not reproduced")
sys.exit(not runner.is_alive())
