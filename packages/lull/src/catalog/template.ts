/**
 * What `lull init` writes: a lull.yaml of which every line is explained and nothing has to be known
 * beforehand.
 */
export const configTemplate = `# yaml-language-server: $schema=./node_modules/lull/schema/lull.schema.json
#
# What Lull plans with: services that can be taken down, windows in which work may be done, freezes in which
# it may not. Times are wall times in their zone (2026-01-05T02:00), or instants when they end in Z
# (2026-01-05T01:00:00Z); a start that is a date alone is its midnight.
# Lengths are PT4H, 4h, 90m or P7D; days are counted on the wall clock, hours are exact.

organisation:
  name: Example Ltd
  # When the people who do the work are at work; each proposal says what hour it is for them.
  team: { zone: Europe/London, hours: "09:00-17:30", days: [MO, TU, WE, TH, FR] }
  # policy: { secondPerson: [override] }     # what wants a second person's yes; see docs/windows.md for more
  # When people are told, by risk or in one list for all (docs/announce.md):
  # announce: { tell: [schedule, P7D, P1D, PT1H, start, delay, extension, return], leastNotice: P2D }

services:
  shop:
    zone: Europe/Berlin                      # whose days and nights count: the visitors' own zone
    # traffic: [/var/log/nginx/access.log*]  # what "lull plan" reads when no --traffic is given
    # dependsOn: [database]
    windows: [nightly, sunday]               # left out: work may be done at any time
    # holidays: DE-BY                        # of a country (US) or region (DE-BY): warned of, and dearer
    # downtimes:                             # earlier ones, which would mislead the forecast
    #   - { start: 2026-01-12T02:00, end: 2026-01-12T03:30 }

windows:
  nightly:
    zone: Europe/Berlin
    start: 2026-01-05T02:00                  # the first one; its time of day is everyone's
    duration: PT2H
    rrule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH"   # RFC 5545; without a rule it happens once
    exdate: []                               # starts that are left out, for example [2026-04-06T02:00]
    rdate: []                                # starts that are added
    risk: high                               # low < high < downtime: the most that work may disturb
    notice: P2D                              # how long before its start people must have been told
    cutoff: PT30M                            # no work may start later than this before its end
    comment: Work that visitors may notice
  sunday:
    zone: Europe/Berlin
    start: 2026-01-04T02:00
    duration: PT4H
    rrule: "FREQ=WEEKLY;BYDAY=SU"
    risk: downtime
    notice: P7D
    cutoff: PT1H
    comment: Work that needs the service to be down

freezes:
  year-end:
    zone: Europe/Berlin
    start: 2026-12-18                        # whole days
    duration: P20D
    rrule: "FREQ=YEARLY"
    # Without services: all of them; work of this risk or more is frozen.
    scope: { services: [shop], leastRisk: high }
    reason: The busiest weeks of the year
`;
