# Patterns and clauses on small graphs.

Feature: Patterns

  Background:
    Given having executed:
      """
      CREATE (a:Port:Town {name: 'A', depth: 9}), (b:Port {name: 'B', depth: 12}),
             (c:Town {name: 'C'}), (d:Island {name: 'D'}),
             (a)-[:ROAD {km: 4}]->(b), (b)-[:ROAD {km: 6}]->(c), (c)-[:ROAD {km: 1}]->(a),
             (a)-[:FERRY {km: 30}]->(d), (b)-[:FERRY {km: 25}]->(d), (d)-[:LOOP]->(d)
      """

  Scenario Outline: A single number
    When executing query:
      """
      <question>
      """
    Then the result should be, in order:
      | n   |
      | <n> |

    Examples:
      | question                                                                   | n    |
      | MATCH (x) RETURN count(*) AS n                                             | 4    |
      | MATCH (x:Port) RETURN count(*) AS n                                        | 2    |
      | MATCH (x:Port:Town) RETURN count(*) AS n                                   | 1    |
      | MATCH (x:Port\|Town) RETURN count(*) AS n                                  | 3    |
      | MATCH (x) WHERE NOT x:Port RETURN count(*) AS n                            | 2    |
      | MATCH ()-[r]->() RETURN count(r) AS n                                      | 6    |
      | MATCH ()-[r]-() RETURN count(r) AS n                                       | 11   |
      | MATCH ()-[r:ROAD\|FERRY]->() RETURN sum(r.km) AS n                         | 66   |
      | MATCH (x {name: 'A'})-[:ROAD*]->(y) RETURN count(*) AS n                   | 3    |
      | MATCH (x {name: 'A'})-[:ROAD*0..1]->(y) RETURN count(*) AS n               | 2    |
      | MATCH (x {name: 'A'})-[:ROAD*2]-(y) RETURN count(*) AS n                   | 2    |
      | MATCH (x)-[:ROAD*3]->(x) RETURN count(*) AS n                              | 3    |
      | MATCH (x {name: 'D'})-[*1..2]-(y) RETURN count(*) AS n                     | 9    |
      | MATCH (x)-[:ROAD* {km: 4}]->(y) RETURN count(*) AS n                       | 1    |
      | MATCH (x)-->(y)-->(z) RETURN count(*) AS n                                 | 7    |
      | MATCH (x), (y) RETURN count(*) AS n                                        | 16   |
      | MATCH (x)-[r]->(y), (y)-[s]->(z) RETURN count(*) AS n                      | 7    |
      | MATCH (x)-[r]->(y) MATCH (y)-[s]->(z) RETURN count(*) AS n                 | 8    |
      | MATCH (x) WHERE (x)-[:FERRY]->() RETURN count(*) AS n                      | 2    |
      | MATCH (x) WHERE NOT (x)-[:FERRY]-() RETURN count(*) AS n                   | 1    |
      | MATCH (x) WHERE exists { (x)-[:ROAD]->(y) WHERE y.depth > 10 } RETURN count(*) AS n | 1 |
      | MATCH (x {name: 'A'}) RETURN COUNT { (x)-->() } AS n                       | 2    |
      | MATCH (x {name: 'A'}) RETURN size([(x)--(y) \| y.name]) AS n               | 3    |
      | MATCH (x) OPTIONAL MATCH (x)-[:FERRY]->(y) RETURN count(y) AS n            | 2    |
      | MATCH (x) RETURN max(x.depth) - min(x.depth) AS n                          | 3    |
      | MATCH (x) RETURN avg(x.depth) AS n                                         | 10.5 |
      | MATCH (x)-[r]->() RETURN count(DISTINCT type(r)) AS n                      | 3    |
      | MATCH (x)-[r]->() RETURN percentileCont(r.km, 0.5) AS n                    | 6.0  |
      | MATCH (x)-[r]->() RETURN percentileDisc(r.km, 0.9) AS n                    | 30   |
      | UNWIND [2, 4, 4, 4, 5, 5, 7, 9] AS v RETURN stDevP(v) AS n                 | 2.0  |
      | MATCH p = shortestPath((x {name: 'C'})-[*]->(y {name: 'D'})) RETURN length(p) AS n | 2 |
      | MATCH p = shortestPath((x {name: 'B'})-[:ROAD*]->(y {name: 'A'})) RETURN length(p) AS n | 2 |
      | MATCH p = allShortestPaths((x {name: 'C'})-[*]-(y {name: 'D'})) RETURN count(p) AS n | 2 |
      | MATCH p = shortestPath((x {name: 'A'})-[*]-(y {name: 'B'})) WHERE all(r IN relationships(p) WHERE type(r) <> 'ROAD') RETURN length(p) AS n | 2 |
      | MATCH p = (x {name: 'A'})-[:ROAD*2]->(y) RETURN reduce(km = 0, r IN relationships(p) \| km + r.km) AS n | 10 |
      | MATCH (x)-[r]->(x) RETURN count(*) AS n                                    | 1    |
      | MATCH (x)-[r]-(x) RETURN count(*) AS n                                     | 1    |
      | MATCH (x {name: 'A'})-[r:ROAD]->(y) WITH r MATCH ()-[r]-() RETURN count(*) AS n | 2 |
      | MATCH (x) WITH x ORDER BY x.name DESC SKIP 1 LIMIT 2 RETURN count(x) AS n  | 2    |
      | MATCH (x:Nowhere) RETURN count(x) AS n                                     | 0    |

  Scenario: Nulls come last, first when descending
    When executing query:
      """
      MATCH (x) RETURN x.name AS name ORDER BY x.depth DESC, name
      """
    Then the result should be, in order:
      | name |
      | 'C'  |
      | 'D'  |
      | 'B'  |
      | 'A'  |

  Scenario: Groups by what is no aggregate
    When executing query:
      """
      MATCH (x)-[r]->() RETURN type(r) AS kind, count(*) AS n, collect(x.name) AS names
      ORDER BY n DESC, kind
      """
    Then the result should be, in order (ignoring element order for lists):
      | kind    | n | names           |
      | 'ROAD'  | 3 | ['A', 'B', 'C'] |
      | 'FERRY' | 2 | ['A', 'B']      |
      | 'LOOP'  | 1 | ['D']           |

  Scenario: An optional match keeps its row
    When executing query:
      """
      MATCH (x) OPTIONAL MATCH p = (x)-[:FERRY]->(y) RETURN x.name AS x, y.name AS y, p IS NULL AS none
      """
    Then the result should be, in any order:
      | x   | y    | none  |
      | 'A' | 'D'  | false |
      | 'B' | 'D'  | false |
      | 'C' | null | true  |
      | 'D' | null | true  |

  Scenario: A path shows its direction
    When executing query:
      """
      MATCH p = (:Island)<-[:FERRY]-(x:Town) RETURN p
      """
    Then the result should be, in any order:
      | p                                                                              |
      | <(:Island {name: 'D'})<-[:FERRY {km: 30}]-(:Port:Town {name: 'A', depth: 9})>   |

  Scenario: A union drops what is the same
    When executing query:
      """
      MATCH (x:Port) RETURN x.name AS name UNION MATCH (x:Town) RETURN x.name AS name
      """
    Then the result should be, in any order:
      | name |
      | 'A'  |
      | 'B'  |
      | 'C'  |

  Scenario: A union of all keeps it
    When executing query:
      """
      MATCH (x:Port) RETURN x.name AS name UNION ALL MATCH (x:Town) RETURN x.name AS name
      """
    Then the result should be, in any order:
      | name |
      | 'A'  |
      | 'B'  |
      | 'A'  |
      | 'C'  |

  Scenario: A variable may be called count
    When executing query:
      """
      MATCH (x)-[r]->() WITH type(r) AS kind, count(*) AS count WHERE count > 1
      RETURN kind, count, count + 1, {count: count}.count AS more ORDER BY count DESC
      """
    Then the result should be, in order:
      | kind    | count | count + 1 | more |
      | 'ROAD'  | 3     | 4         | 3    |
      | 'FERRY' | 2     | 3         | 2    |

  Scenario: Parameters stand for values
    Given parameters are:
      | least | 10         |
      | names | ['B', 'D'] |
    When executing query:
      """
      MATCH (x) WHERE x.depth >= $least OR x.name IN $names RETURN x.name AS name ORDER BY name
      """
    Then the result should be, in order:
      | name |
      | 'B'  |
      | 'D'  |

  Scenario: A missing parameter is told
    When executing query:
      """
      RETURN $nothing
      """
    Then a ParameterMissing should be raised at runtime: MissingParameter

  Scenario: Dividing by zero is told
    When executing query:
      """
      MATCH (x) RETURN x.depth / 0
      """
    Then a ArithmeticError should be raised at runtime: DivisionByZero

  Scenario: A map of a node
    When executing query:
      """
      MATCH (x {name: 'A'})-[:FERRY]->(y) RETURN x {.name, .depth, to: y.name} AS map
      """
    Then the result should be, in any order:
      | map                            |
      | {name: 'A', depth: 9, to: 'D'} |
