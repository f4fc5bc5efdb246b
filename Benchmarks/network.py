"""A network of namespaces on one machine, each behind a link of limited bandwidth and with a delay; needs root.

Every namespace has one interface, a TAP device. Its bandwidth is limited by the kernel (`tc tbf`) on the way out; a switch in
this file passes frames on, holds each for the delay, and limits what a namespace gets as its own link would. Unlike `tc netem`,
which many kernels lack, this needs nothing but TAP devices.
"""

import fcntl
import heapq
import json
import multiprocessing
import os
import select
import signal
import struct
import subprocess
import time

TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 0x0002, 0x1000


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


class Network:
    """`count` namespaces `tuningfork0`, … with the addresses 10.77.0.1, …; a `with` statement takes them away again.

    megabits: of each link, in each direction, or None; delay: one way, in milliseconds; mtu: bytes of a packet.
    """

    def __init__(self, count, megabits=None, delay=0.0, mtu=9000):
        self.count, self.megabits, self.delay, self.mtu = count, megabits, delay, mtu
        self.names = [f"tuningfork{i}" for i in range(count)]
        self.addresses = [f"10.77.0.{i + 1}" for i in range(count)]

    def __enter__(self):
        for name in self.names:
            subprocess.run(["ip", "netns", "del", name], stderr=subprocess.DEVNULL)
        self.taps = [self.plug(i) for i in range(self.count)]
        self.switch = multiprocessing.Process(target=switch, args=(self.taps, self.delay / 1e3, self.megabits), daemon=True)
        self.switch.start()
        return self

    def __exit__(self, *_):
        os.kill(self.switch.pid, signal.SIGTERM)
        self.switch.join()
        for tap, name in zip(self.taps, self.names):
            os.close(tap)
            run("ip", "netns", "del", name)

    def plug(self, number):
        """One namespace with its interface; the file descriptor at which the switch reads and writes frames."""
        name, device = self.names[number], f"tuningfork{number}"
        tap = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH22x", device.encode(), IFF_TAP | IFF_NO_PI))
        run("ip", "netns", "add", name)
        run("ip", "link", "set", device, "address", mac(number), "mtu", str(self.mtu), "netns", name)
        inside = ("ip", "-n", name)
        run(*inside, "address", "add", f"{self.addresses[number]}/24", "dev", device)
        run("ip", "netns", "exec", name, "sysctl", "-q", "-w", "net.ipv6.conf.all.disable_ipv6=1")
        run(*inside, "link", "set", "lo", "up")
        run(*inside, "link", "set", device, "up")
        for other in range(self.count):
            if other != number:
                run(*inside, "neighbour", "add", self.addresses[other], "lladdr", mac(other), "dev", device)
        if self.megabits:
            run("tc", "-n", name, "qdisc", "add", "dev", device, "root", "tbf", "rate", f"{self.megabits}mbit",
                "burst", "64kb", "limit", "4mb")
        return tap

    def command(self, number, *command):
        """`command` as it is run in the namespace of this number."""
        return ["ip", "netns", "exec", self.names[number], *command]

    def sent(self):
        """Bytes and packets that each namespace has sent: whole frames, without what lies beneath Ethernet."""
        found = []
        for name in self.names:
            out = subprocess.run(
                ["ip", "-n", name, "-j", "-s", "link", "show", "dev", name], check=True, capture_output=True, text=True).stdout
            counted = json.loads(out)[0]["stats64"]["tx"]
            found.append((counted["bytes"], counted["packets"]))
        return found


def mac(number):
    return f"02:00:00:00:00:{number:02x}"


def switch(taps, delay, megabits):
    """Passes frames on until it is stopped: by the last byte of the receiver's address, after the delay."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    poller = select.epoll()
    for tap in taps:
        poller.register(tap, select.EPOLLIN)
    waiting = []  # (when, number of the frame, receiver, frame)
    free = [0.0] * len(taps)  # when the link to each namespace has passed on what it was given
    seconds = 8e-6 / megabits if megabits else 0.0  # of a byte
    number = 0
    while True:
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, _, to, frame = heapq.heappop(waiting)
            try:
                os.write(taps[to], frame)
            except BlockingIOError:
                pass  # a full queue drops a frame, as a switch does
        pause = max(0.0, waiting[0][0] - now) if waiting else 1.0
        for tap, _ in poller.poll(pause if pause >= 0.001 or not waiting else 0):
            for _ in range(64):
                try:
                    frame = os.read(tap, 65536)
                except BlockingIOError:
                    break
                to = frame[5]
                if frame[0] & 1 or to >= len(taps):
                    continue  # a multicast
                arrival = max(time.monotonic() + delay, free[to]) + len(frame) * seconds
                free[to] = arrival
                number += 1
                heapq.heappush(waiting, (arrival, number, to, frame))
