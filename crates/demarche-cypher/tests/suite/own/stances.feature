# Questions about the stance graph of `toy.rs`.

Feature: Stances

  Scenario Outline: A single value
    Given the stance graph
    When executing query:
      """
      <question>
      """
    Then the result should be, in order:
      | found   |
      | <found> |

    Examples:
      | question                                                                                         | found |
      | MATCH (a:Actor) RETURN count(*) AS found                                                         | 7 |
      | MATCH (a:Person) RETURN count(*) AS found                                                        | 3 |
      | MATCH (a:State\|Organization\|Group) RETURN count(*) AS found                                    | 4 |
      | MATCH (i:Issue) RETURN count(*) AS found                                                         | 3 |
      | MATCH (d:Document) RETURN count(*) AS found                                                      | 2 |
      | MATCH (s:Statement) RETURN count(*) AS found                                                     | 7 |
      | MATCH (n) RETURN count(*) AS found                                                               | 19 |
      | MATCH ()-[r:STANCE]->() RETURN count(*) AS found                                                 | 6 |
      | MATCH ()-[r:STANCE]->() RETURN sum(r.count) AS found                                             | 7 |
      | MATCH ({name: 'Ann Berg'})-[r:STANCE]->({name: 'harbour expansion'}) RETURN r.count AS found     | 2 |
      | MATCH ({name: 'Ann Berg'})-[r:STANCE]->({name: 'harbour expansion'}) RETURN r.confidence AS found | 0.9 |
      | MATCH ({name: 'Ann Berg'})-[r:STANCE]->({name: 'harbour expansion'}) RETURN r.first AS found     | '2024-03-01' |
      | MATCH ({name: 'Ann Berg'})-[r:STANCE]->({name: 'harbour expansion'}) RETURN r.last AS found      | '2024-05' |
      | MATCH (a)-[r:STANCE {polarity: 'oppose'}]->(:Issue) RETURN collect(a.name) AS found              | ['Bo Dahl'] |
      | MATCH (a)-[r:STANCE]->() WHERE r.sign = -1 RETURN count(DISTINCT a) AS found                     | 2 |
      | MATCH (a:Person)-[r:HOLDS_OFFICE]->(s:State) RETURN a.name + ', ' + r.office AS found            | 'Carla Ek, prime minister' |
      | MATCH (:Person)-[r:HOLDS_OFFICE]->() RETURN r.status AS found                                    | 'current' |
      | MATCH (:Person)-[r:HOLDS_OFFICE]->() RETURN r.offices AS found                                   | ['minister', 'prime minister'] |
      | MATCH (:Person)-[r:HOLDS_OFFICE]->() RETURN r.count AS found                                     | 2 |
      | MATCH (i:Issue {name: 'harbour expansion'})-[:BROADER]->(b) RETURN b.name AS found               | 'coastal policy' |
      | MATCH (i:Issue)-[:ABOUT]->(:State {name: 'Suria'}) RETURN i.name AS found                        | 'fishing quota' |
      | MATCH (s:Statement)-[:HOLDER]->({name: 'Ann Berg'}) RETURN count(s) AS found                     | 3 |
      | MATCH (s:Statement)-[:TARGET]->({name: 'harbour expansion'}) RETURN count(s) AS found            | 3 |
      | MATCH (s:Statement)-[:IN]->(:Document {name: 'Quota dispute'}) RETURN count(s) AS found          | 3 |
      | MATCH (s {polarity: 'oppose'})-[:HOLDER]->(a:Person) RETURN s.quote AS found                     | 'Bo Dahl rejects the harbour.' |
      | MATCH (s:Statement)-[:HOLDER]->({name: 'Bo Dahl'}) RETURN s.cue AS found                         | 'rejects' |
      | MATCH ({name: 'Bo Dahl'})-[r:STANCE]->() RETURN evidence(r)[0].quote AS found                    | 'Bo Dahl rejects the harbour.' |
      | MATCH ({name: 'Ann Berg'})-[r:STANCE]->(:Issue) RETURN size(evidence(r)) AS found                | 2 |
      | MATCH ({name: 'Ann Berg'})-[r:STANCE]->(:Issue) RETURN evidence(r)[0].title AS found             | 'Harbour talks' |
      | MATCH (a {name: 'Ann Berg'})--(b) RETURN count(*) AS found                                       | 3 |
      | MATCH (a {name: 'ann berg'}) RETURN count(*) AS found                                            | 0 |
      | MATCH (a {name: 'Harbour talks'}) RETURN labels(a) AS found                                      | ['Document'] |
      | MATCH (a:Actor {name: 'Harbour talks'}) RETURN count(a) AS found                                 | 0 |
      | MATCH (a) WHERE a.name IN ['Norland', 'Suria', 'Norland'] RETURN count(a) AS found               | 2 |
      | MATCH (a {name: 'Norland'}) MATCH (b {id: a.id}) RETURN b.name AS found                          | 'Norland' |
      | MATCH (a {name: 'Norland'}) MATCH (b) WHERE id(b) = id(a) RETURN b.name AS found                 | 'Norland' |
      | MATCH (a:Actor {name: 'Norland'}) RETURN a.kind AS found                                         | 'state' |
      | MATCH (a {name: 'Harbour Union'}) RETURN a.aliases AS found                                      | ['the Union'] |
      | MATCH p = shortestPath((a {name: 'Bo Dahl'})-[*]-(b {name: 'Suria'})) RETURN length(p) AS found  | 3 |
      | MATCH p = shortestPath((a {name: 'Ann Berg'})-[*]-({name: 'Bo Dahl'})) RETURN [n IN nodes(p) \| n.name] AS found | ['Ann Berg', 'harbour expansion', 'Bo Dahl'] |
      | MATCH (a)-[:STANCE {polarity: 'support'}]->(i)<-[:STANCE {polarity: 'oppose'}]-(b) RETURN [a.name, i.name, b.name] AS found | ['Ann Berg', 'harbour expansion', 'Bo Dahl'] |
      | MATCH (a:Actor) WHERE NOT (a)-[:STANCE]->() RETURN count(a) AS found                             | 3 |
      | MATCH (d:Document) RETURN min(d.date) AS found                                                   | '2024-03-01' |
      | MATCH (s:Statement) WHERE s.date >= '2024-05' RETURN count(s) AS found                           | 3 |
      | MATCH (s:Statement)-[:IN]->(d) WITH d, count(s) AS n ORDER BY n DESC LIMIT 1 RETURN d.title AS found | 'Harbour talks' |
      | MATCH (a:Person)-[r]->(b) RETURN count(DISTINCT type(r)) AS found                                | 3 |
      | MATCH (:Statement)-[:HOLDER]->(a {name: 'Bo Dahl'})--() RETURN count(*) AS found               | 1 |
      | MATCH (a {name: 'Ann Berg'})-->()--() RETURN count(*) AS found                                   | 3 |
      | MATCH (x)-[:MET_WITH]-(y) RETURN count(*) AS found                                               | 2 |

  Scenario: A stance with its words
    Given the stance graph
    When executing query:
      """
      MATCH (a:Person)-[r:STANCE]->(i:Issue)
      UNWIND evidence(r) AS proof
      RETURN a.name AS holder, r.polarity AS polarity, proof.quote AS quote, proof.date AS date
      ORDER BY date, holder
      """
    Then the result should be, in order:
      | holder     | polarity  | quote                           | date         |
      | 'Ann Berg' | 'support' | 'Ann Berg backs the harbour.'   | '2024-03-01' |
      | 'Bo Dahl'  | 'oppose'  | 'Bo Dahl rejects the harbour.'  | '2024-03-01' |
      | 'Ann Berg' | 'support' | 'She still wants the harbour.'  | '2024-05'    |

  Scenario: A relationship with its properties
    Given the stance graph
    When executing query:
      """
      MATCH (:State {name: 'Norland'})-[r:STANCE]->(:State) RETURN r
      """
    Then the result should be, in any order:
      | r                                                                                              |
      | [:STANCE {confidence: 0.7, count: 1, first: '2024-03-01', last: '2024-03-01', polarity: 'oppose', sign: -1}] |
