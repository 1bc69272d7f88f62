import { follow } from './commands/follow.ts';
import { printConfig } from './commands/print-config.ts';
import { proxy } from './commands/proxy.ts';
import { status } from './commands/status.ts';
import { switchByHand } from './commands/switch.ts';
import { trust } from './commands/trust.ts';
import type { Command } from './options.ts';

/** Every command, in the order of its help. */
export const commands: readonly Command[] = [proxy, switchByHand, status, follow, trust, printConfig];
