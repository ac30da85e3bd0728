import type { Command } from '../src/slack/gesture.ts';
import { coach } from './coach.ts';
import { crm } from './crm.ts';
import { lead } from './lead.ts';
import { leads } from './leads.ts';
import { pipeline } from './pipeline.ts';
import { playbook } from './playbook.ts';
import { sales } from './sales.ts';
import { thread } from './thread.ts';
import { touches } from './touches.ts';
import { why } from './why.ts';

/** Every slash command, in the order in which help lists them. */
export const commands: Command[] = [lead, leads, touches, thread, coach, pipeline, playbook, crm, why, sales];
