import type { SettingKey, SettingValues } from '../../features/settings/index.ts';
import { InvalidInput, NotFound } from '../../kernel/errors.ts';
import type { Features } from '../features.ts';
import type { Action, Reply, Submission, SubmissionInput } from '../gesture.ts';
import { isShownKey, SETTING_VIEW, settingForm, settingsModal, settingText, settingValue } from '../views/settings.ts';

const UNKNOWN = 'That setting is not known here. Open the settings again.';

export async function showSettings(features: Features): Promise<Reply> {
  return { openModal: settingsModal(await features.settings.all(), features.settings.defaultOf) };
}

async function save(input: SubmissionInput, features: Features): Promise<Reply> {
  const key = input.privateMetadata;
  if (!isShownKey(key)) throw new NotFound(UNKNOWN);
  const value = settingValue(key, input.values.text('value'));
  await features.settings
    .set(input.member, key as SettingKey, value as SettingValues[SettingKey])
    .catch((error: unknown) => {
      // The form has one field, whatever the setting is called.
      throw error instanceof InvalidInput ? new InvalidInput(error.forUser, 'value', error) : error;
    });
  return {
    updateView: settingsModal(
      await features.settings.all(),
      features.settings.defaultOf,
      'Saved. It holds from now on.',
    ),
  };
}

export const settingsActions: Action[] = [
  { id: 'settings.open', run: (_, features) => showSettings(features) },
  {
    id: 'settings.edit',
    async run({ value }, features) {
      if (!isShownKey(value)) throw new NotFound(UNKNOWN);
      const byDefault = features.settings.defaultOf(value);
      const openModal = settingForm(value, await features.settings.all(), settingText(value, byDefault));
      return { openModal };
    },
  },
];

export const settingsSubmissions: Submission[] = [{ callbackId: SETTING_VIEW, run: save }];
