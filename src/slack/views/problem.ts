import type { Block, Card, View } from '../gesture.ts';
import type { IncomingView } from '../payloads.ts';
import { button, mrkdwn, plain, plainSection, section, words } from './blocks.ts';

export function problemCard(message: string): Card {
  return { text: words(message), blocks: [plainSection(message)] };
}

export function problemModal(message: string): View {
  return { type: 'modal', title: plain('That did not work'), close: plain('Close'), blocks: [plainSection(message)] };
}

export function doneModal(title: string, message = 'Done. You can close this.'): View {
  return { type: 'modal', title: plain(title || 'Done'), close: plain('Close'), blocks: [plainSection(message)] };
}

export function workingModal(title: string): View {
  return {
    type: 'modal',
    title: plain(title || 'Working'),
    close: plain('Close'),
    blocks: [plainSection('Working… You can close this: the work goes on, and the result is kept.')],
  };
}

/** Slack gives three seconds to open a modal; when they are over, a press on this opens it. */
export function lateModalCard(viewKey: string): Card {
  const text = 'It is ready now.';
  return { text, blocks: [section(text, button('Open', 'view.open', { value: viewKey, style: 'primary' }))] };
}

const INITIAL: Record<string, (state: Record<string, unknown>) => Record<string, unknown>> = {
  plain_text_input: (state) => ({ initial_value: state.value }),
  email_text_input: (state) => ({ initial_value: state.value }),
  url_text_input: (state) => ({ initial_value: state.value }),
  number_input: (state) => ({ initial_value: state.value }),
  datepicker: (state) => ({ initial_date: state.selected_date }),
  timepicker: (state) => ({ initial_time: state.selected_time }),
  datetimepicker: (state) => ({ initial_date_time: state.selected_date_time }),
  users_select: (state) => ({ initial_user: state.selected_user }),
  multi_users_select: (state) => ({ initial_users: state.selected_users }),
  static_select: (state) => ({ initial_option: state.selected_option }),
  external_select: (state) => ({ initial_option: state.selected_option }),
  radio_buttons: (state) => ({ initial_option: state.selected_option }),
  multi_static_select: (state) => ({ initial_options: state.selected_options }),
  multi_external_select: (state) => ({ initial_options: state.selected_options }),
  checkboxes: (state) => ({ initial_options: state.selected_options }),
};

function withTyped(block: Block, state: IncomingView['state']): Block {
  if (block.type !== 'input' || typeof block.element !== 'object' || block.element === null) return block;
  const element = block.element as Record<string, unknown>;
  const typed = state[block.block_id ?? '']?.[String(element.action_id)];
  const initial = INITIAL[String(element.type)];
  if (!typed || !initial) return block;
  const filled = Object.entries(initial(typed)).filter(
    ([, v]) => v !== undefined && v !== null && v !== '' && !(Array.isArray(v) && v.length === 0),
  );
  const bare = Object.fromEntries(Object.entries(element).filter(([key]) => !key.startsWith('initial_')));
  return { ...block, element: { ...bare, ...Object.fromEntries(filled) } };
}

/** The same form with everything that was typed, and what was wrong on top: nothing typed is lost. */
export function restoredForm(view: IncomingView, problems: string[]): View {
  return {
    type: 'modal',
    title: plain(view.title?.text ?? 'Once more'),
    ...(view.submit ? { submit: plain(view.submit.text) } : {}),
    close: plain(view.close?.text ?? 'Cancel'),
    callback_id: view.callback_id,
    private_metadata: view.private_metadata,
    blocks: [
      { type: 'section', block_id: 'problem', text: mrkdwn(`:warning: ${problems.map(words).join('\n')}`) },
      ...view.blocks.filter((one) => one.block_id !== 'problem').map((one) => withTyped(one as Block, view.state)),
    ],
  };
}
