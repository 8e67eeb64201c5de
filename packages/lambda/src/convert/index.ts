export * from './open-engine-service.ts';
export type { ConvertService } from './service/convert-service.ts';
export type { ConvertSettings } from './settings/convert-settings.ts';
export * from './settings/read-settings.ts';
export * from './settings/settings-error.ts';
