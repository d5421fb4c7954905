"""Places the owners of a farm on a Ray cluster, and carries what is said to them and rows from one to the other.

It is started by `raftcheck farm`, and speaks frames on its standard streams (src/run/farm/driver.ts says which). Of what is searched it
knows nothing: owners are processes, `raftcheck farm-worker`, each in an actor of its own. One that is gone is told as lost; whoever asked
decides what is done again. Ray belongs on a private network (docs/farm.md); where no address is given it listens on loopback alone.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
from typing import IO, Any, Iterator

os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
if "local" in sys.argv:
    # On any system Ray then takes 127.0.0.1 for its own address, and listens there alone; it reads this when it is loaded.
    os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
try:
    import ray
    from ray.exceptions import RayError
except ImportError as missing:
    sys.exit(f"{missing}")

Head = dict[str, Any]
Frame = tuple[Head, bytes]

# Bytes of an owner's stderr that are told; seconds that a place for one is waited for.
KEPT_ERRORS = 2000
PATIENCE = 60


def read_frame(stream: IO[bytes]) -> Frame | None:
    """The next frame, or None where nobody writes any more."""
    header = stream.read(8)
    head, body = struct.unpack("<II", header) if len(header) == 8 else (1, 0)
    payload = stream.read(head + body)
    return (json.loads(payload[:head]), payload[head:]) if len(payload) == head + body else None


def write_frame(stream: IO[bytes], head: Head, body: bytes = b"") -> None:
    text = json.dumps(head).encode()
    stream.write(struct.pack("<II", len(text), len(body)) + text)
    stream.write(body)
    stream.flush()


class Store:
    """Where levels are kept besides the folder of whoever writes them: a URL that pyarrow knows, or nowhere."""

    def __init__(self, url: str | None) -> None:
        self.url = url
        if url is not None:
            from pyarrow import fs
            self.files, self.path = fs.FileSystem.from_uri(url)
            self.files.create_dir(self.path, recursive=True)

    def put(self, folder: str, names: list[str]) -> None:
        """Copies files there. Each takes its place whole: under another name first, where the store can move files."""
        for name in names if self.url is not None else []:
            place = f"{self.path}/{name}"
            with open(os.path.join(folder, name), "rb") as source, self.files.open_output_stream(f"{place}.part") as out:
                shutil.copyfileobj(source, out, 1 << 22)
            self.files.move(f"{place}.part", place)

    def get(self, folder: str, names: list[str], anew: bool = False) -> None:
        """Copies files from there: those that the folder does not have, or all."""
        for name in names if self.url is not None else []:
            if os.path.exists(place := os.path.join(folder, name)) and not anew:
                continue
            with self.files.open_input_stream(f"{self.path}/{name}") as source, open(f"{place}.part", "wb") as out:
                shutil.copyfileobj(source, out, 1 << 22)
            os.replace(f"{place}.part", place)

    def names(self) -> set[str]:
        from pyarrow import fs

        return {info.base_name for info in self.files.get_file_info(fs.FileSelector(self.path))}

    def remove(self, names: list[str]) -> None:
        for name in self.names().intersection(names) if self.url is not None else []:
            self.files.delete_file(f"{self.path}/{name}")


@ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0)
class Owner:
    """One owner, a process on the actor's machine."""

    def __init__(self, worker: list[str], cwd: str, folder: str, url: str | None) -> None:
        self.store = Store(url)
        # Without a URL all machines see the folder; with one each has files of its own.
        self.folder = folder if url is None else tempfile.mkdtemp(prefix="raftcheck-farm-")
        self.errors = tempfile.TemporaryFile()
        here, pipe = cwd if os.path.isdir(cwd) else None, subprocess.PIPE
        self.child: Any = subprocess.Popen(worker, stdin=pipe, stdout=pipe, stderr=self.errors, cwd=here)

    def hello(self) -> Head:
        return self._next()[0]

    def ask(self, head: Head, body: bytes) -> Iterator[Frame]:
        """How far it is, now and then; the answer is the last."""
        if head["do"] == "begin":
            self.store.get(self.folder, [level["file"] for level in head["levels"]])
        self._say({**head, "folder": self.folder}, body)
        while "told" in (said := self._next())[0]:
            yield said
        if head["do"] == "settle" and "done" in said[0]:
            self.store.put(self.folder, [said[0]["done"]["file"]])
        yield said

    def give(self, owners: int, me: int) -> list[list[bytes]]:
        """The rows for each owner."""
        return [[] if to == me else list(self._rows(to)) for to in range(owners)]

    def _rows(self, to: int) -> Iterator[bytes]:
        self._say({"do": "give", "to": to})
        while (said := self._next())[0].get("more", False):
            yield said[1]

    def take(self, *parts: list[bytes]) -> None:
        for body in sum(parts, []):
            self._say({"do": "take"}, body)
            self._next()

    def alive(self) -> bool:
        return self.child.poll() is None

    def _say(self, head: Head, body: bytes = b"") -> None:
        with contextlib.suppress(BrokenPipeError):  # then there is no answer either
            write_frame(self.child.stdin, head, body)

    def _next(self) -> Frame:
        if (frame := read_frame(self.child.stdout)) is not None:
            return frame
        status = self.child.wait()
        self.errors.seek(max(0, self.errors.seek(0, os.SEEK_END) - KEPT_ERRORS))
        said = self.errors.read().decode(errors="replace").strip()
        raise ProcessLookupError(f"its process has ended with status {status}{': ' if said else ''}{said}")


class Farm:
    def __init__(self, out: IO[bytes]) -> None:
        self.out = out
        self.owners: list[Any] = []
        self.placing: tuple[list[str], str, str, str | None] = ([], "", "", None)

    async def handle(self, head: Head, body: bytes) -> None:
        payload = b""
        try:
            answer, payload = await self.do(head, body)
        except (RayError, asyncio.TimeoutError) as error:
            answer = {"lost": await self.lost(head), "why": why(error)}
        except Exception as error:  # whatever else it is, who asked has to hear of it
            answer = {"refused": {"message": "Ray cannot be used", "found": f"{type(error).__name__}: {error}"[:2000]}}
        write_frame(self.out, {"id": head["id"], **answer}, payload)

    async def do(self, head: Head, body: bytes) -> Frame:
        if "place" in head:
            self.placing = (head["worker"], head["cwd"], head["folder"], head["url"])
            self.store = Store(head["url"])
            for owner in self.owners:
                ray.kill(owner)
            self.owners = [self.start() for _ in range(head["place"] or int(ray.cluster_resources().get("CPU", 1)))]
            return {"hellos": await hellos(self.owners)}, b""
        if "revive" in head:
            ray.kill(self.owners[head["revive"]])
            self.owners[head["revive"]] = self.start()
            return {"hellos": await hellos([self.owners[head["revive"]]])}, b""
        if "exchange" in head:
            return await self.exchange(), b""
        if "ask" in head:
            async for said in self.owners[head["ask"]].ask.remote(head["head"], body):
                answer, payload = await said
                if "told" in answer:
                    write_frame(self.out, {"id": head["id"], **answer})
            return {"head": answer}, payload
        await asyncio.to_thread(self.store.put, head.get("folder", ""), head.get("keep", []))
        await asyncio.to_thread(self.store.remove, head.get("forget", []))
        return {}, b""

    def start(self) -> Any:
        return Owner.options(scheduling_strategy="SPREAD").remote(*self.placing)  # type: ignore[attr-defined]

    async def exchange(self) -> Head:
        if (count := len(self.owners)) > 1:
            given = [owner.give.options(num_returns=count).remote(count, me) for me, owner in enumerate(self.owners)]
            await asyncio.gather(*[to.take.remote(*[rows[k] for rows in given]) for k, to in enumerate(self.owners)])
        return {}

    async def lost(self, head: Head) -> list[int]:
        if (one := head.get("ask", head.get("revive"))) is not None:
            return [one]
        there = await asyncio.gather(*[owner.alive.remote() for owner in self.owners], return_exceptions=True)
        return [me for me, alive in enumerate(there) if alive is not True] or list(range(len(self.owners)))


async def hellos(owners: list[Any]) -> list[Head]:
    return await asyncio.wait_for(asyncio.gather(*[owner.hello.remote() for owner in owners]), PATIENCE)


def why(error: Exception) -> str:
    """What is worth telling of an error of Ray: its cause, or its first line."""
    late = f"no place for it within {PATIENCE} s" if isinstance(error, asyncio.TimeoutError) else None
    return late or str(getattr(error, "cause", None) or error).strip().split("\n")[0][:500]


async def serve(farm: Farm) -> None:
    tasks: set[asyncio.Task[None]] = set()
    while (frame := await asyncio.to_thread(read_frame, sys.stdin.buffer)) is not None:
        tasks = {task for task in tasks if not task.done()} | {asyncio.create_task(farm.handle(*frame))}


def watch(here: str) -> None:
    """Ends this program where Ray has lost this machine: nothing would be answered any more."""
    while any(node["NodeID"] == here and node["Alive"] for node in ray.nodes()):
        time.sleep(5)
    os._exit(3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--version", action="version", version=f"ray {ray.__version__}")
    parser.add_argument("--address", default="local")
    parser.add_argument("--fetch", nargs=2, metavar=("URL", "FOLDER"), help="copy what a head has written, and end")
    asked = parser.parse_args()
    if asked.fetch is not None:
        store = Store(asked.fetch[0])
        os.makedirs(asked.fetch[1], exist_ok=True)
        store.get(asked.fetch[1], [name for name in store.names() if not name.startswith("level-")], anew=True)
        return
    # Frames alone stand on the standard output, whatever libraries print.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    ray.init(asked.address, log_to_driver=False, include_dashboard=False if asked.address == "local" else None)
    threading.Thread(target=watch, args=[ray.get_runtime_context().get_node_id()], daemon=True).start()
    asyncio.run(serve(Farm(out)))


if __name__ == "__main__":
    main()
