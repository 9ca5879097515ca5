"""A primary with a synchronous standby: the primary is killed in the middle of many assignments, the standby
is promoted, and the same contexts go on there by the other host of their connection string.

    sh server test_failover.py ASSIGN [CONNECTIONS CLIENTS COUPONS]"""
import os
import pathlib
import re
import shlex
import signal
import socket
import subprocess
import sys
import time

BIN = pathlib.Path(os.environ["CONTOTERZI_TEST_POSTGRES_BIN"])
FOLDER = pathlib.Path(os.environ["CONTOTERZI_TEST_POSTGRES_FOLDER"])
AS = shlex.split(os.environ["CONTOTERZI_TEST_POSTGRES_AS"])
PORT = re.search(r":(\d+)/", os.environ["CONTOTERZI_TEST_POSTGRES"])[1]
PATIENCE = 60


def run(*words):
    return subprocess.run([*AS, *map(str, words)], check=True, cwd=FOLDER, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE).stdout.strip()


def ask(sql):
    return run(BIN / "psql", "-h", FOLDER, "-p", PORT, "-U", "owner", "-d", "postgres", "-Atc", sql)


def free_port():
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]


def start_standby():
    standby, port = FOLDER / "standby", free_port()
    run(BIN / "pg_basebackup", "-D", standby, "-R", "-X", "stream", "-c", "fast", "-h", FOLDER,
        "-p", PORT, "-U", "owner")
    run(BIN / "pg_ctl", "-D", standby, "-l", FOLDER / "standby.log", "-w", "-s", "-o", f"-p {port}",
        "start")
    # From here on a commit is one only when the standby has it.
    ask("ALTER SYSTEM SET synchronous_commit = remote_apply")
    ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
    ask("SELECT pg_reload_conf()")
    end = time.monotonic() + PATIENCE
    while ask("SELECT sync_state FROM pg_stat_replication") != "sync":
        if time.monotonic() > end:
            raise AssertionError("the standby did not become synchronous")
        time.sleep(0.1)
    return standby, port


def children(parent):
    return [int(stat.split()[0]) for stat in map(read_stat, pathlib.Path("/proc").glob("[0-9]*"))
            if stat and int(stat.rsplit(")", 1)[1].split()[1]) == parent]


def read_stat(process):
    try:
        return (process / "stat").read_text()
    except OSError:
        return ""


def kill_primary():
    """Without a word: the postmaster and every process of its own, at once."""
    postmaster = int((FOLDER / "data" / "postmaster.pid").read_text().split()[0])
    for process in [postmaster, *children(postmaster)]:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            pass


def main():
    program, *numbers = sys.argv[1:]
    connections, clients, coupons = numbers or ["8", "10000", "10000"]
    standby, port = start_standby()
    hosts = f"postgresql://host@127.0.0.1:{PORT},127.0.0.1:{port}/store"
    environment = {**os.environ, "CONTOTERZI_TEST_POSTGRES":
                   f"{hosts}?target_session_attrs=read-write&connect_timeout=5"}
    try:
        worker = subprocess.Popen([program, connections, clients, coupons], env=environment,
                                  stdout=subprocess.PIPE, text=True)
        is_killed = False
        for line in worker.stdout:
            print(line, end="", flush=True)
            found = re.fullmatch(r"done (\d+)\n", line)
            if found and not is_killed and int(found[1]) >= int(coupons) // 2:
                kill_primary()
                run(BIN / "pg_ctl", "-D", standby, "-w", "-s", "promote")
                print("the primary was killed, the standby promoted", flush=True)
                is_killed = True
        status = worker.wait()
        print("[ RUN      ] the_failover_was_in_the_middle")
        print("[       OK ]" if is_killed else "[  FAILED  ]", "the_failover_was_in_the_middle")
        return status or not is_killed
    finally:
        subprocess.run([*AS, BIN / "pg_ctl", "-D", standby, "-m", "immediate", "stop"], cwd=FOLDER,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
