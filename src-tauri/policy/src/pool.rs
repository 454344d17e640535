//! The methods of sharing a pool with what can be relied on: the choice among
//! them is people's, so each says what it does and what it does not.

/// A method as it is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolMethod {
    /// Its id, as packs and assessments write it.
    pub id: &'static str,
    /// Its Chinese name.
    pub label: &'static str,
    /// It gives the pool out to the last 分, if enough is asked for.
    pub spends_all: bool,
    /// The order of the projects decides who gets something.
    pub ordered: bool,
    /// When the pool grows, nobody gets less.
    pub grows_with_pool: bool,
}

/// Every method, in the order it is offered.
pub const METHODS: &[PoolMethod] = &[
    PoolMethod {
        id: "pro_rata_floor",
        label: "按比例压减",
        spends_all: false,
        ordered: false,
        grows_with_pool: true,
    },
    PoolMethod {
        id: "pro_rata_exact",
        label: "按比例压减（尾差按最大余数补足）",
        spends_all: true,
        ordered: false,
        grows_with_pool: false,
    },
    PoolMethod {
        id: "in_order",
        label: "按先后顺序先报先得",
        spends_all: true,
        ordered: true,
        grows_with_pool: true,
    },
    PoolMethod {
        id: "by_rank",
        label: "按排名先后，用完为止",
        spends_all: true,
        ordered: true,
        grows_with_pool: true,
    },
    PoolMethod {
        id: "equal",
        label: "均等压减",
        spends_all: false,
        ordered: false,
        grows_with_pool: true,
    },
];

impl PoolMethod {
    /// What can be relied on, in Chinese sentences.
    pub fn properties(&self) -> impl Iterator<Item = &'static str> {
        let spends_all = match self.spends_all {
            true => "申请超过资金池时分完为止，剩余不到一个取整单位（一般是1分）。",
            false => "只舍不入，每个项目舍去的尾差（不到一个取整单位，一般是1分）不分配。",
        };
        let ordered = match self.ordered {
            true => "先后顺序决定谁能得到：排在前面的足额，后面的可能得不到。",
            false => "与项目的先后顺序无关。",
        };
        let grows = match self.grows_with_pool {
            true => "资金池增加时，没有项目会减少。",
            false => "资金池增加时，个别项目可能反而少1分（最大余数法的已知性质）。",
        };
        [
            "任何项目都不超过自己的可补上限或应补数。",
            spends_all,
            ordered,
            grows,
        ]
        .into_iter()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ruku_model::money::Money;

    use super::*;
    use crate::bounds::{Amount, Bounds};
    use crate::op::sharing::{Method, shares};

    fn n(value: i128) -> Amount {
        Amount::from_integer(value)
    }

    fn share_out(method: &PoolMethod, brings: &[i128], pool: i128) -> Vec<Amount> {
        let brings: Vec<Bounds> = brings.iter().map(|own| Bounds::known(n(*own))).collect();
        let ranks: Vec<usize> = (0..brings.len()).collect();
        let method = Method::parse(method.id).expect("every method offered is known");
        let given = shares(
            method,
            &brings,
            &ranks,
            Bounds::known(n(pool)),
            Money::from_fen(1),
        );
        given
            .into_iter()
            .map(|own| {
                own.point()
                    .expect("what is known is shared exactly")
                    .floor()
            })
            .collect()
    }

    #[test]
    fn the_methods_offered_are_those_there_are() {
        let offered: Vec<_> = METHODS
            .iter()
            .map(|method| (method.id, method.label))
            .collect();
        let known: Vec<_> = Method::ALL
            .iter()
            .map(|(_, id, label)| (*id, *label))
            .collect();
        assert_eq!(offered, known, "one list, told twice");
    }

    #[test]
    fn what_a_method_does_not_promise_does_happen() {
        let moves = |method: &&PoolMethod| {
            (1..40).any(|pool| {
                let brings = [60, 60, 20];
                let (small, large) = (
                    share_out(method, &brings, pool),
                    share_out(method, &brings, pool + 1),
                );
                small
                    .iter()
                    .zip(&large)
                    .any(|(before, after)| after < before)
            })
        };
        let leaves = |method: &&PoolMethod| {
            (1..40).any(|pool| {
                share_out(method, &[60, 60, 20], pool)
                    .iter()
                    .sum::<Amount>()
                    < n(pool)
            })
        };
        let minds_order = |method: &&PoolMethod| {
            let turned: Vec<Amount> = share_out(method, &[20, 60], 50).into_iter().rev().collect();
            share_out(method, &[60, 20], 50) != turned
        };
        for method in METHODS {
            assert_eq!(moves(&method), !method.grows_with_pool, "{}", method.id);
            assert_eq!(leaves(&method), !method.spends_all, "{}", method.id);
            assert_eq!(minds_order(&method), method.ordered, "{}", method.id);
        }
    }

    proptest! {
        #[test]
        fn what_a_method_promises_holds(
            brings in prop::collection::vec(0..5_000_000_i128, 1..40),
            pool in 0..50_000_000_i128, more in 0..1_000_000_i128,
        ) {
            let all: i128 = brings.iter().sum();
            for method in METHODS {
                let given = share_out(method, &brings, pool);
                let sum = given.iter().sum::<Amount>();
                prop_assert!(given.iter().zip(&brings).all(|(given, own)| *given <= n(*own)), "{}", method.id);
                prop_assert!(sum <= n(pool), "{}", method.id);
                if method.spends_all {
                    prop_assert_eq!(sum, n(all.min(pool)), "{}", method.id);
                }
                if method.grows_with_pool {
                    let larger = share_out(method, &brings, pool + more);
                    prop_assert!(given.iter().zip(&larger).all(|(before, after)| before <= after), "{}", method.id);
                }
            }
        }
    }
}
