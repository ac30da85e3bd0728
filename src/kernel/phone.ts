import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/**
 * The country whose rules hold for a number, whoever it belongs to. A code that several countries share and that tells no more stands
 * for the one with the most numbers; undefined for a number of no country.
 */
export function countryOfPhone(phone: string): string | undefined {
  const parsed = parsePhoneNumberFromString(phone.replace(/ ext\..*$/, ''));
  if (!parsed) return undefined;
  return parsed.country ?? (parsed.countryCallingCode === '1' ? 'US' : parsed.getPossibleCountries()[0]);
}
