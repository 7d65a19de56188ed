/// How a page looks: on a light and a dark screen, on a narrow one, and on paper. What a drawing needs to be
/// read stands in its own attributes (`ChartInk`); here are the colours that depend on the ground.
///
/// The first series of a chart have the colours of Okabe and Ito, lightened on a dark ground. Every colour
/// stands out from the ground by 3 to 1 at least. Series with the same dashes are 12 units of CAM02-UCS or
/// more from each other for people without one of the three kinds of cones, the first two series 45 or more
/// (colorspacious 1.1, severity 100). The text has no `<` and no `&`, so it may stand in the page as it is.
enum HTMLStyle {
    static let text = """
        :root{color-scheme:light dark;--bg:#fff;--ink:#1b1b1b;--dim:#595959;--rule:#d4d4d4;--soft:#f4f4f4;
        --alert:#b00020;--warning:#8a5a00;--notice:#005f86;
        \(ChartInk.variables)}
        @media screen and (prefers-color-scheme:dark){:root{--bg:#16181b;--ink:#e8e8e8;--dim:#a3a3a3;
        --rule:#3d4045;--soft:#212428;--alert:#ff7b88;--warning:#f0b454;--notice:#6cc5ee;
        --s0:#56b4e9;--s1:#ff8c42;--s2:#22c79b;--s3:#e59cc5;--s4:#9aa0a6;--s5:#f0e442;--s6:#fff;--s7:#8a7fff}}
        *{box-sizing:border-box}
        body{margin:0 auto;padding:1.5rem 1rem 3rem;max-width:62rem;background:var(--bg);color:var(--ink);
        font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
        h1{font-size:1.5rem;line-height:1.2;margin:0 0 .3rem;overflow-wrap:anywhere}
        h2{font-size:1.1rem;margin:2rem 0 .5rem;overflow-wrap:anywhere}
        p{margin:.5rem 0;overflow-wrap:anywhere}
        .at,.none,.why,figcaption,summary,.parameters,.definitions{color:var(--dim)}
        .findings{list-style:none;padding:0;margin:1rem 0}
        .findings li{border-left:4px solid;padding:.35rem .7rem;margin:.4rem 0;background:var(--soft)}
        .findings p,.findings dd{margin:0;color:var(--ink)}
        .findings strong{text-transform:uppercase;font-size:.75rem;letter-spacing:.05em;color:inherit}
        .findings .alert{border-color:var(--alert);color:var(--alert)}
        .findings .warning{border-color:var(--warning);color:var(--warning)}
        .findings .notice{border-color:var(--notice);color:var(--notice)}
        code{font:.85em ui-monospace,"SF Mono",Menlo,Consolas,monospace;color:var(--dim);
        unicode-bidi:isolate;overflow-wrap:anywhere}
        dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.15rem 1.2rem;margin:.3rem 0}
        dt{color:var(--dim);overflow-wrap:anywhere}
        dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
        .wide{overflow-x:auto;margin:.4rem 0}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums}
        th,td{padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top}
        th{font-weight:600;border-bottom:1px solid var(--rule);vertical-align:bottom}
        td{border-bottom:1px solid var(--soft);white-space:nowrap}
        .t{white-space:normal;min-width:16rem;max-width:40rem;overflow-wrap:anywhere}
        .n{text-align:right}
        .bar{width:9rem;min-width:6rem}
        .bar i{display:block;height:.7em;margin-top:.35em;background:var(--s0)}
        figure{margin:.4rem 0}
        svg.chart{display:block;width:100%;height:auto;max-width:46rem}
        svg.chart.square{max-width:30rem}
        svg text{fill:var(--ink)}
        svg .dim{fill:var(--dim)}
        svg .name{paint-order:stroke;stroke:var(--bg);stroke-width:3px}
        .grid{stroke:var(--rule)}
        .axis,.diagonal,.marker{stroke:var(--dim)}
        .hover:hover{fill:var(--dim);fill-opacity:.12}
        .s0{color:var(--s0)}.s1{color:var(--s1)}.s2{color:var(--s2)}.s3{color:var(--s3)}
        .s4{color:var(--s4)}.s5{color:var(--s5)}.s6{color:var(--s6)}.s7{color:var(--s7)}
        .legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;padding:0;margin:.3rem 0}
        .legend li{overflow-wrap:anywhere}
        .legend svg{margin-right:.4rem;vertical-align:middle}
        summary{cursor:pointer}
        @media print{body{max-width:none;padding:0;font-size:11px}
        *{print-color-adjust:exact;-webkit-print-color-adjust:exact}
        svg,li,tr{break-inside:avoid}h2{break-after:avoid}.wide{overflow:visible}
        details::details-content{content-visibility:visible;block-size:auto}}
        """
}
