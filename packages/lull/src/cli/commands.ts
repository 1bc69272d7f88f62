import { agentCommands } from './agents/commands.ts';
import { channelCommands } from './channel/commands.ts';
import { downtimeCommands } from './downtime/commands.ts';
import { entryCommands } from './entries/commands.ts';
import { gateCommands } from './gate/commands.ts';
import { keyCommands } from './keys/commands.ts';
import { noticeCommands } from './notices/commands.ts';
import { peopleCommands } from './people/commands.ts';
import { group, type Registry } from './registry.ts';
import { runCommands } from './runs/commands.ts';
import { silenceCommands } from './silences/commands.ts';
import { statusCommands } from './status/commands.ts';
import { stepsCommands } from './steps/commands.ts';
import { subscriberCommands } from './subscribers/commands.ts';
import { wordsCommands } from './words/commands.ts';

/** Every command, one line each; its file is loaded when it is called. */
export const commands: Registry = {
  plan: {
    summary: 'find the moment that hurts the fewest people',
    load: async () => (await import('./plan.ts')).planCommand(),
  },
  may: {
    summary: 'ask whether work may be done then',
    load: async () => (await import('./may.ts')).mayCommand(),
  },
  downtime: {
    summary: 'plan, schedule, run and follow downtimes',
    load: group(
      'downtime',
      'Downtimes: planned pieces of work, from the draft to the end.',
      downtimeCommands,
    ),
  },
  run: {
    summary: 'look at the steps of a downtime while they are run, and answer what they ask',
    load: group(
      'run',
      'The steps of downtimes as they are run. Alone it lists what is under way.',
      runCommands,
    ),
  },
  down: {
    summary: 'take a service down now',
    load: async () => (await import('./down.ts')).downCommand(),
  },
  up: {
    summary: 'bring a service back',
    load: async () => (await import('./up.ts')).upCommand(),
  },
  windows: {
    summary: 'list the windows and freezes that come; keep windows',
    load: group('windows', 'Recurring times when work may be done. Alone it lists what comes.', {
      occurrences: {
        summary: 'list the windows and freezes that come',
        load: async () => (await import('./windows.ts')).occurrencesCommand(),
        isDefault: true,
      },
      ...entryCommands('windows'),
    }),
  },
  freezes: {
    summary: 'keep the times when no work may be done',
    load: group('freezes', 'Times when no work may be done.', entryCommands('freezes')),
  },
  services: {
    summary: 'keep the services',
    load: group('services', 'What can be taken down.', entryCommands('services')),
  },
  teams: {
    summary: 'keep the teams',
    load: group('teams', 'The people who own services.', entryCommands('teams')),
  },
  gates: {
    summary: 'look after the places where visitors are refused or admitted',
    load: group(
      'gates',
      'Where visitors are refused or admitted. Alone it shows how they stand.',
      gateCommands,
    ),
  },
  silences: {
    summary: 'show what monitors are quiet about',
    load: group(
      'silences',
      'What monitors keep quiet about while work is done. Alone it shows what is quiet.',
      silenceCommands,
    ),
  },
  channels: {
    summary: 'look after the ways to reach people',
    load: group(
      'channels',
      'The ways to reach people. Alone it shows which the server can use.',
      channelCommands,
    ),
  },
  notices: {
    summary: 'show who was told what, and what failed',
    load: group('notices', 'What became of what people were to be told.', noticeCommands),
  },
  words: {
    summary: 'look after what is told to people, in each language',
    load: group('words', 'What people are told, in each language.', wordsCommands),
  },
  subscribers: {
    summary: 'look after who hears of downtimes',
    load: group('subscribers', 'Who hears of downtimes. Alone it lists them.', subscriberCommands),
  },
  steps: {
    summary: 'look at the files that say what is done while a service is down',
    load: group(
      'steps',
      'What is done while a service is down, in files on the host that does it.',
      stepsCommands,
    ),
  },
  agents: {
    summary: 'look after the hosts that run steps',
    load: group(
      'agents',
      'The hosts that run steps. Alone it shows which are there, and what they do.',
      agentCommands,
    ),
  },
  apply: {
    summary: 'make the server what lull.yaml says',
    load: async () => (await import('./apply.ts')).applyCommand(),
  },
  export: {
    summary: 'print what the server holds as a lull.yaml',
    load: async () => (await import('./export.ts')).exportCommand(),
  },
  traffic: {
    summary: 'show what a traffic source holds',
    load: async () => (await import('./traffic.ts')).trafficCommand(),
  },
  init: {
    summary: 'write a commented lull.yaml',
    load: async () => (await import('./init.ts')).initCommand(),
  },
  serve: {
    summary: 'run the server',
    load: async () => (await import('./serve.ts')).serveCommand(),
  },
  agent: {
    summary: 'run the steps of this host that a server orders',
    load: async () => (await import('./agent.ts')).agentCommand(),
  },
  proxy: {
    summary: 'stand in front of a service as its gate',
    load: async () => (await import('./proxy.ts')).proxyCommand(),
  },
  login: {
    summary: 'log in to a server',
    load: async () => (await import('./login.ts')).loginCommand(),
  },
  logout: {
    summary: 'log out of a server',
    load: async () => (await import('./logout.ts')).logoutCommand(),
  },
  whoami: {
    summary: 'show which server is asked, and as whom',
    load: async () => (await import('./whoami.ts')).whoamiCommand(),
  },
  people: {
    summary: 'say who may do what',
    load: group('people', 'Who may do what.', peopleCommands),
  },
  keys: {
    summary: 'keep keys for programs',
    load: group('keys', 'Keys for programs.', keyCommands),
  },
  audit: {
    summary: 'list who changed what',
    load: async () => (await import('./audit.ts')).auditCommand(),
  },
  status: {
    summary: 'write what the public sees as files',
    load: group('status', 'What the public sees.', statusCommands),
  },
  backup: {
    summary: 'write everything to a file',
    load: async () => (await import('./backup.ts')).backupCommand(),
  },
  restore: {
    summary: 'restore a backup into an empty place',
    load: async () => (await import('./restore.ts')).restoreCommand(),
  },
  completion: {
    summary: 'print the completion script of a shell',
    load: async () => (await import('./completion/completion.ts')).completionCommand(),
  },
  complete: {
    summary: 'print what may come next on a command line',
    load: async () => (await import('./completion/complete.ts')).completeCommand(),
    hidden: true,
  },
};
