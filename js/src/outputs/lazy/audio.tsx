import { useEffect, useRef, useState } from "preact/hooks";
import {
	Caption,
	type FileRef,
	isFileRef,
	type OutputProps,
	Pending,
	seconds,
	useHostTheme,
	useLazy,
	useMedium,
} from "../../core";

export const css = `.gnb {
	.g-wave {
		padding: 8px 10px 0;
		cursor: pointer;
	}
	.g-wave:empty {
		display: none;
	}
}`;

const MOST = 40_000_000; // bytes; decoded, a sound is ten times as large

export default function Audio({ output: { value } }: OutputProps) {
	return isFileRef(value) ? <Player file={value} /> : null;
}

function Player({ file }: { file: FileRef }) {
	const medium = useMedium(file);
	const [length, setLength] = useState("");
	return (
		<figure>
			{medium.state === "ready" ? (
				<Waved file={file} url={medium.url} isSmall={medium.size < MOST} onLength={setLength} />
			) : (
				<Pending medium={medium} file={file} />
			)}
			<figcaption>
				<Caption file={file} first={length} />
			</figcaption>
		</figure>
	);
}

interface WavedProps {
	file: FileRef;
	url: string;
	isSmall: boolean;
	onLength: (words: string) => void;
}

/** The wave is for the eye and the pointer; the browser's own controls below it are for everybody. */
function Waved({ file, url, isSmall, onLength }: WavedProps) {
	const theme = useHostTheme();
	const it = useLazy<typeof import("../../lazy/wave")>("wave");
	const draw = it.state === "ready" && isSmall ? it.module.draw : undefined;
	const place = useRef<HTMLDivElement>(null);
	const player = useRef<HTMLAudioElement>(null);
	useEffect(() => {
		const { current: node } = place;
		if (!draw || !node || !player.current) return;
		const styles = getComputedStyle(node);
		const colour = (name: string) => styles.getPropertyValue(name).trim();
		let over = false;
		let end = () => {};
		const colours = { wave: colour("--edge"), progress: colour("--accent"), cursor: colour("--ink") };
		draw(node, player.current, colours).then(
			(wave) => {
				end = wave.end;
				if (over) end();
			},
			() => {}, // what cannot be decoded may still be played
		);
		return () => {
			over = true;
			end();
			node.replaceChildren();
		};
	}, [draw, url, theme]);
	return (
		<>
			<div ref={place} class="g-wave" aria-hidden="true" />
			{/* biome-ignore lint/a11y/useMediaCaption: the app gave none */}
			<audio
				ref={player}
				controls
				src={url}
				aria-label={file.name}
				onLoadedMetadata={({ currentTarget: { duration } }) =>
					onLength(Number.isFinite(duration) ? seconds(duration) : "")
				}
			/>
		</>
	);
}
