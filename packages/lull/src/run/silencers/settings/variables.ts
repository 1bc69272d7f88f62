/** The variable that is read, for the reference of settings. */
export const silencerVariables = {
  LULL_SILENCERS: 'A YAML file that names the monitors that can be told to be quiet; see docs/silences.md.',
} as const;
