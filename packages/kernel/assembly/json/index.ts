/** What the host calls to read JSON. */
export { addJsonKey } from './keys';
export { consumedTo, scanJson, setUpJson, stopReason, textEnd } from './scan-json';
