import { useEffect, useRef, useState } from "preact/hooks";
import {
	Caption,
	type FileRef,
	FileRow,
	failureOf,
	handOver,
	isFileRef,
	list,
	type OutputProps,
	Pending,
	useLazy,
	useMedium,
} from "../../core";
import type { Shown } from "../../lazy/model";

export const css = `.gnb {
	.g-model {
		height: 340px;
		background: var(--sunken);

		> * {
			width: 100%;
			height: 100%;
			background: transparent;
		}
	}
	.g-output:fullscreen .g-model {
		height: calc(100vh - 130px);
	}
}`;

const KINDS = ["glb", "gltf", "obj", "stl", "ply"];

export default function Model({ output: { value, label } }: OutputProps) {
	return list(value)
		.filter(isFileRef)
		.map((file) => {
			const kind = file.name.split(".").at(-1)?.toLowerCase() ?? "";
			if (!KINDS.includes(kind)) return <FileRow key={file.__file__} file={file} />;
			return <Scene key={file.__file__} file={file} kind={kind} name={label || file.name} />;
		});
}

function Scene({ file, kind, name }: { file: FileRef; kind: string; name: string }) {
	const medium = useMedium(file);
	const it = useLazy<typeof import("../../lazy/model")>("model");
	const show = it.state === "ready" ? it.module.show : undefined;
	const url = medium.state === "ready" ? medium.url : undefined;
	const place = useRef<HTMLDivElement>(null);
	const [shown, setShown] = useState<Shown>();
	const [problem, setProblem] = useState("");

	useEffect(() => {
		if (!show || !url) return;
		let over = false;
		let end = () => {};
		const fail = (error: unknown) => over || setProblem(failureOf(error).message);
		fetch(url)
			.then((response) => response.arrayBuffer())
			.then((bytes) => show(bytes, kind, name))
			.then((made) => {
				end = made.end;
				if (over) return end();
				made.element.addEventListener("error", () => fail(new Error("The model cannot be shown.")));
				place.current?.replaceChildren(made.element);
				setShown(made);
			})
			.catch(fail);
		return () => {
			over = true;
			end();
		};
	}, [show, url]);

	if (problem)
		return (
			<>
				<FileRow file={file} />
				<p class="g-soft">{problem}</p>
			</>
		);
	return (
		<figure>
			{it.state === "failed" && <p class="g-problem">{it.message}</p>}
			{medium.state === "ready" ? <div ref={place} class="g-model" /> : <Pending medium={medium} file={file} />}
			<figcaption>
				<Caption file={file} full>
					{shown && (
						<>
							<button type="button" class="g-link" onClick={shown.reset}>
								reset view
							</button>
							<button
								type="button"
								class="g-link"
								onClick={async () => handOver(await shown.png(), `${file.name}.png`)}
							>
								save as PNG
							</button>
						</>
					)}
				</Caption>
			</figcaption>
		</figure>
	);
}
