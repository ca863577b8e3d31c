/** What lazy modules may use of the bundle: they get it from the one that loads them (`lazy.ts`). */

export * from "./format";
export * from "./icons";
export { acceptOf, type CaptureProps, Drop } from "./inputs/drop";
export { type EditProps, type Given, Item, isGiven, nameOf } from "./inputs/file";
export { type InputProps, inputFor } from "./inputs/registry";
export { emptied } from "./inputs/text";
export { type Lazy, type LazyModule, lazy, useLazy } from "./lazy";
export * from "./media";
export type * from "./messages";
export * from "./outputs/actions";
export { FileRow } from "./outputs/file";
export { useFollow } from "./outputs/follow";
export * from "./outputs/media";
export { type OutputProps, viewerFor } from "./outputs/registry";
export { Markdown } from "./outputs/text";
export { CopyButton } from "./panel/copy";
export * from "./schema";
export { useHostTheme } from "./theme";
export * from "./values";
export { useMedium, useNow, useView } from "./view";
export { failureOf } from "./wire";
