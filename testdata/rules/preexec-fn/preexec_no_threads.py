# In a program without a thread the finding is there too, as information.
import os
import subprocess


def alone_bad(cmd):
    return subprocess.Popen(cmd, preexec_fn=os.setsid)  # want preexec-fn "after fork"
