"""Headless Chromium, driven over a pipe by the DevTools protocol: no package is needed."""

import json
import os
import shutil
import subprocess
import sys
import tempfile


class Browser:
    """One tab without a network. `flags` choose how it draws."""

    def __init__(self, *flags, width=1440, height=900):
        program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
        if not program:
            sys.exit("page: there is no chromium; install Debian's package, or name one in CHROMIUM")
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        ours, theirs = os.pipe(), os.pipe()

        def join():
            os.dup2(ours[0], 3)
            os.dup2(theirs[1], 4)

        # numbers that are not those that the browser reads and writes
        for end in (ours[0], theirs[1]):
            os.set_inheritable(end, True)
        self.process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--remote-debugging-pipe", f"--user-data-dir={self.profile.name}",
             "--host-resolver-rules=MAP * ~NOTFOUND", "--no-first-run", f"--window-size={width},{height}", *flags,
             "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, close_fds=False, preexec_fn=join)
        os.close(ours[0])
        os.close(theirs[1])
        self.input, self.output = os.fdopen(ours[1], "wb"), os.fdopen(theirs[0], "rb")
        self.count, self.rest, self.session = 0, b"", None
        page = next(tab for tab in self.call("Target.getTargets")["targetInfos"] if tab["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]
        self.call("Page.enable")
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def call(self, method, **parameters):
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        self.input.write(json.dumps(message).encode() + b"\0")
        self.input.flush()
        while True:
            while b"\0" not in self.rest:
                piece = os.read(self.output.fileno(), 1 << 20)
                if not piece:
                    sys.exit("page: the browser ended early")
                self.rest += piece
            text, self.rest = self.rest.split(b"\0", 1)
            answer = json.loads(text)
            if answer.get("id") == self.count:
                if "error" in answer:
                    sys.exit(f"page: {method}: {answer['error']}")
                return answer["result"]

    def evaluate(self, script):
        """The value of a JavaScript expression, once it is there."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            sys.exit(f"page: {script}: {json.dumps(answer['exceptionDetails'])[:400]}")
        return answer["result"].get("value")

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.profile.cleanup()
