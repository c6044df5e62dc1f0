import multiprocessing

multiprocessing.set_start_method("spawn")


def spawned_bad():
    multiprocessing.Process(target=lambda: 1).start()  # want unpicklable-process-target "a lambda cannot be pickled: start\(\) raises and the child runs nothing"
