/** For the build, which compiles JSX to calls of these (`build.mjs`). */

export { Fragment, h } from "preact";
