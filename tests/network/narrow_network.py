# SPDX-License-Identifier: GPL-3.0-or-later
"""A server, a router with small links, and a place behind it. The router keeps ICMP to itself, so
that nobody is told why something does not come through."""

from lossy_network import LossyNetwork, run

ROUTER_INSIDE, FAR_ADDRESS, INSIDE = "10.97.0.1", "10.97.0.2", "10.97.0.0/24"


class NarrowNetwork(LossyNetwork):
    """As a lossy network that loses nothing, but for what is too long. To be used in a with
    statement."""

    def __init__(self):
        super().__init__(loss=0)
        self.router = None

    def add_far_place(self, mtu, cuts):
        """A namespace behind a router whose links take so many bytes a packet. If it cuts, longer
        ones come through as fragments; otherwise they vanish, and so do fragments."""
        self.router, outside = self.add_place("router")
        far = self.add_namespace("far")
        run("ip", "link", "add", "inside", "netns", self.router.name, "type", "veth",
            "peer", "name", "inside", "netns", far.name)
        for end, address in ((self.router, ROUTER_INSIDE), (far, FAR_ADDRESS)):
            end.ip("address", "add", f"{address}/24", "dev", "inside")
            end.ip("link", "set", "inside", "up")
        self.send_singly(far, "inside")
        self.send_singly(self.router, "inside")
        far.ip("route", "add", "default", "via", ROUTER_INSIDE)
        self.server.ip("route", "add", INSIDE, "via", outside)
        self.narrow(mtu, cuts)
        return far

    def add_link(self, place):
        address = super().add_link(place)
        for end in (self.server, place):
            self.send_singly(end, f"link{self.links}")
        return address

    @staticmethod
    def send_singly(end, link):
        """A virtual link would pass on what the kernel has joined (UDP_SEGMENT), which no wire
        can."""
        end.ip("link", "set", link, "gso_max_segs", "1")

    def narrow(self, mtu, cuts):
        """The links take more, or the ends would know; the router's routes do not."""
        run(*self.router.command("sysctl", "-q", "-w", "net.ipv4.ip_forward=1"))
        server_side = f"10.99.{self.links}.1"
        self.router.ip("route", "replace", INSIDE, "dev", "inside", "mtu", "lock", str(mtu))
        self.router.ip("route", "replace", "default", "via", server_side, "mtu", "lock", str(mtu))
        swallow = "" if cuts else f"""
                meta length > {mtu} counter name "swallowed" drop
                ip frag-off & 0x3fff != 0 counter name "swallowed" drop"""
        self.router.nft(f"""table ip narrow {{
            counter swallowed {{ }}
            counter cut {{ }}
            chain forwarding {{
                type filter hook forward priority 0
                meta length > {mtu} counter name "cut"
                {swallow}
            }}
            chain leaving {{
                type filter hook output priority 0
                ip protocol icmp drop
            }}
        }}""")
