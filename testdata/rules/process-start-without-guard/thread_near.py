import subprocess
import threading

t = threading.Thread(target=print)
t.start()
t.join()
subprocess.Popen(["ls"]).wait()
