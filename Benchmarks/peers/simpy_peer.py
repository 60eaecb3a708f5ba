"""SimPy 4 in its own style, a process per entity.

usage: simpy_peer.py phold PENDING EVENTS | mmc SERVERS CUSTOMERS | market REQUESTS
"""

import math
import random
import sys
import time

import simpy

PROVIDERS, UTILISATION, LINK_MEDIAN, LINK_SIGMA = 10_000, 0.8, 0.02, 0.5
chance = random.Random(42)


def report(events, cpu, check):
    with open("/proc/self/status") as status:
        peak = next(line.split()[1] for line in status if line.startswith("VmHWM:"))
    print(f"peer=simpy events={events} cpu={cpu:.6f} rssKiB={peak} check={check:.6g}")


def phold(processes, events):
    environment = simpy.Environment()
    hits = [0] * processes

    def token():
        while True:
            yield environment.timeout(chance.expovariate(1.0))
            hits[chance.randrange(processes)] += 1

    for _ in range(processes):
        environment.process(token())
    for _ in range(processes):
        environment.step()  # the processes start: set-up
    start = time.process_time()
    for _ in range(events):
        environment.step()
    report(events, time.process_time() - start, sum(hits))


def multi_server(servers, customers):
    environment = simpy.Environment()
    desk = simpy.Resource(environment, servers)
    waits = []

    def customer():
        arrival = environment.now
        with desk.request() as place:
            yield place
            waits.append(environment.now - arrival)
            yield environment.timeout(chance.expovariate(1.0))

    def source():
        for _ in range(customers):
            yield environment.timeout(chance.expovariate(0.9 * servers))
            environment.process(customer())

    environment.process(source())
    start = time.process_time()
    environment.run()
    report(2 * customers, time.process_time() - start, sum(waits) / customers)


def market(requests):
    environment = simpy.Environment()
    providers = [simpy.Resource(environment, 1) for _ in range(PROVIDERS)]
    load = [0] * PROVIDERS
    sojourns = []

    def latency():
        return environment.timeout(chance.lognormvariate(math.log(LINK_MEDIAN), LINK_SIGMA))

    def request():
        sent = environment.now
        one, other = chance.randrange(PROVIDERS), chance.randrange(PROVIDERS)
        chosen = other if load[other] < load[one] else one
        load[chosen] += 1
        yield latency()
        with providers[chosen].request() as place:
            yield place
            yield environment.timeout(chance.expovariate(1.0))
        load[chosen] -= 1
        yield latency()
        sojourns.append(environment.now - sent)

    def source():
        for _ in range(requests):
            yield environment.timeout(chance.expovariate(UTILISATION * PROVIDERS))
            environment.process(request())

    environment.process(source())
    start = time.process_time()
    environment.run()
    report(4 * requests, time.process_time() - start, sum(sojourns) / requests)


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[2:]]
    {"phold": phold, "mmc": multi_server, "market": market}[sys.argv[1]](*numbers)
