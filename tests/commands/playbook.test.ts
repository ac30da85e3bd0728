import { afterEach, beforeEach, expect, test } from 'vitest';
import { playbook } from '../../commands/playbook.ts';
import { viewOf } from '../slack/listeners/hands.ts';
import { type SalesWorld, salesWorld } from '../slack/listeners/sales-world.ts';
import { read } from '../slack/views/looks.ts';
import { type } from './type.ts';

let world: SalesWorld;
beforeEach(async () => {
  world = await salesWorld();
});
afterEach(() => world.close());

test('it opens at what we sell, or at the section that is named', async () => {
  expect(read(viewOf(await type(playbook, '', world)).blocks)).toContain('*Tallyhook*');
  expect(read(viewOf(await type(playbook, 'Proof', world)).blocks)).toContain('Northgate');
  expect(read(viewOf(await type(playbook, 'whatever', world)).blocks)).toContain('*Tallyhook*');
});
