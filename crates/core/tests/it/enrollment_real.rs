//! The back-test on real districts, as `docs/methods/enrollment.md` prints it.

#[path = "../real/mod.rs"]
mod real;

use std::time::Instant;

use traction_core::enrollment::{Level, Study, roll};

#[test]
fn look() {
    for publisher in [real::MARYLAND, real::CHICAGO] {
        let Some(facts) = publisher.facts() else { return };
        let inputs = roll::read(&facts).unwrap();
        let begun = Instant::now();
        let horizon: usize =
            std::env::var("HORIZON").ok().and_then(|h| h.parse().ok()).unwrap_or(1);
        let study = Study::learn(&inputs, horizon);
        println!("{} learned {:?} {:?}", publisher.name, begun.elapsed(), inputs.notes);
        let backtest = study.backtest();
        println!("backtest {:?}", begun.elapsed());
        for method in &backtest.methods {
            print!("{:22}", method.id);
            for ahead in [1, 3, 5] {
                for level in Level::ALL {
                    let wape = backtest.wape(method.id, level, ahead).unwrap_or(f64::NAN);
                    print!(" {:6.2}", 100.0 * wape);
                }
                print!(" |");
            }
            println!();
        }
        for cover in backtest.coverage.iter().filter(|c| [1, 3, 5].contains(&c.ahead)) {
            println!("{cover:?}");
        }
        let projection = study.project();
        println!("projected {:?}", begun.elapsed());
        for ahead in [1, horizon] {
            println!("{:?}", projection.district[ahead - 1]);
        }
        for kind in &projection.weights {
            println!("{} {} {:.2?}", kind.kind, kind.cells, kind.weights);
        }
        println!("{:.2?}", projection.total_weights);
    }
}
