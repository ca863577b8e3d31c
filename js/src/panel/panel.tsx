import { useMemo, useRef } from "preact/hooks";
import { isKept, isRun } from "../keys";
import type { Store } from "../store";
import { useHostTheme } from "../theme";
import { ViewContext } from "../view";
import { FormPane } from "./form";
import { Header } from "./header";
import { Picker } from "./picker";
import { ResultPane } from "./result";
import { Runs } from "./runs";

interface Props {
	store: Store;
	prefix: string;
}

export function Panel({ store, prefix }: Props) {
	const view = useMemo(() => ({ store, prefix }), [store, prefix]);
	const submit = useRef<() => void>(() => {});
	const theme = useHostTheme();
	const endpoint = store.current;

	function onKeyDown(event: KeyboardEvent): void {
		if (isRun(event)) {
			event.preventDefault();
			event.stopPropagation();
			submit.current();
		} else if (isKept(event)) event.stopPropagation();
	}

	return (
		<ViewContext.Provider value={view}>
			<section
				class="gnb gnb-panel"
				data-theme={theme}
				aria-label={`Gradio app ${store.kernel.app.value.name}`}
				onKeyDown={onKeyDown}
			>
				<Header />
				{endpoint && (
					<>
						<Picker current={endpoint} />
						<div class="g-body" id={`${prefix}-body`} role="tabpanel" aria-label={endpoint.name}>
							<FormPane key={endpoint.name} endpoint={endpoint} submit={submit} />
							<ResultPane endpoint={endpoint} />
						</div>
						<Runs />
					</>
				)}
			</section>
		</ViewContext.Provider>
	);
}
