/** The widget, as anywidget wants it: `initialize` once per model, `render` once per view. */

import { render } from "preact";
import * as core from "./core";
import type { Model } from "./kernel/host";
import "./inputs";
import { share } from "./kernel/lazy-modules";
import "./outputs";
import { Panel } from "./panel/panel";
import { Store } from "./store";
import css from "./style";

let views = 0;

share("core", core);

// A function: the host calls it for each model, so that `initialize` and `render` share a store.
// The models they are given are proxies, each its own, and cannot be a key.
export default function widget() {
	let store: Store | undefined;
	return {
		initialize({ model }: { model: Model }) {
			const made = new Store(model);
			store = made;
			return () => made.dispose();
		},
		render({ model, el }: { model: Model; el: HTMLElement }) {
			store ??= new Store(model);
			el.classList.add("gnb-host");
			render(
				<>
					<style>{css}</style>
					<Panel store={store} prefix={`gnb-${crypto.getRandomValues(new Uint32Array(1))}-${++views}`} />
				</>,
				el,
			);
			return () => render(null, el);
		},
	};
}
